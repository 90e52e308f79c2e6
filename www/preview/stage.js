// A frame of the size of some device, scaled to fit the room there is.

/** Characters that the server takes in an address, with room to spare. */
const LONGEST_ADDRESS = 32_000;

export class Stage {
  #frame;
  #failure;
  #size = { width: 1440, height: 900 };

  constructor(element) {
    this.#frame = element.querySelector("iframe");
    this.#failure = element.querySelector(".failure");
    this.element = element;
    new ResizeObserver(() => this.#fit()).observe(element);
  }

  get window() {
    return this.#frame.contentWindow;
  }

  resize(width, height) {
    this.#size = { width, height };
    this.#fit();
  }

  /**
   * Shows the page at `url` with these fields: in the address, without an entry in the history, or posted if too long.
   */
  open(url, fields) {
    const address = `${url}?${new URLSearchParams(fields)}`;
    if (address.length <= LONGEST_ADDRESS) this.#frame.contentWindow.location.replace(address);
    else this.#post(url, fields);
  }

  #post(url, fields) {
    const form = Object.assign(document.createElement("form"), {
      method: "post",
      action: url,
      target: this.#frame.name,
      hidden: true,
    });
    for (const [name, value] of Object.entries(fields))
      form.append(Object.assign(document.createElement("input"), { name, value }));
    document.body.append(form);
    form.submit();
    form.remove();
  }

  /** Covers the frame with a message; null uncovers it. */
  fail(error) {
    this.#failure.hidden = !error;
    this.#failure.textContent = error ? `${error.message} [${error.code}]${error.path ? ` at ${error.path}` : ""}` : "";
  }

  // Sizes are set through the object model: the page's own policy forbids style attributes in markup.
  #fit() {
    const room = 16;
    const { clientWidth, clientHeight } = this.element;
    const { width, height } = this.#size;
    const scale = Math.min(1, (clientWidth - room) / width, (clientHeight - room) / height);
    const { style } = this.#frame;
    style.width = `${width}px`;
    style.height = `${height}px`;
    const left = Math.round((clientWidth - width * scale) / 2),
      top = Math.round((clientHeight - height * scale) / 2);
    style.transform = `translate(${left}px, ${top}px) scale(${scale})`;
  }
}
