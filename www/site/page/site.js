// What every page does: the contents on small screens, the search, and live examples where there are some.
import { search } from "./find.js";

const menu = document.getElementById("menu");
const contents = document.getElementById("contents");
menu?.addEventListener("click", () => {
  const open = contents.classList.toggle("open");
  menu.setAttribute("aria-expanded", String(open));
});
contents?.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });

search(document.getElementById("find"), document.getElementById("found"));

const examples = document.querySelectorAll(".live");
if (examples.length > 0) import("./live.js").then(({ show }) => examples.forEach(show));
