/** An error of any call; `code` is stable. */
export class CustomerError extends Error {
  /**
   * @param {string} code
   * @param {string} message
   * @param {number | null} [status] the host's
   */
  constructor(code, message, status = null) {
    super(message);
    this.name = "CustomerError";
    this.code = code;
    this.status = status;
  }
}
