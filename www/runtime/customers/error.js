/** An error of any call; `code` is stable. */
export class CustomerError extends Error {
  /**
   * @param {string} code
   * @param {string} message
   * @param {number | null} [status] the host's
   */
  constructor(code, message, status = null) {
    super(message);
    this.code = code;
    this.status = status;
  }

  /** True where the host does not know the device, as with an older database, or does not take it for this one. */
  get isLost() {
    return this.isForeign || this.isBehind || this.code === "device_not_found" || this.status === 404;
  }

  /** True where the host's database is older than what it said of the device before. */
  get isBehind() {
    return this.code === "device_behind";
  }

  /** True where the id belongs to somebody else, or lacks a secret that the host wants: only a new device helps. */
  get isForeign() {
    return /^device_(elsewhere|secret_)/.test(this.code);
  }
}

CustomerError.prototype.name = "CustomerError";
