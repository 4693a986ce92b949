// Makes the page's storage fail, as browsers do in some settings and some states, before anything uses it:
// `?storage=blocked` as with all site data blocked, `?storage=full` as on a full disk.
const fault = new URLSearchParams(location.search).get("storage");
if (fault === "blocked") {
  const blocked = {
    configurable: true,
    get() {
      throw new DOMException("Access is denied for this document.", "SecurityError");
    },
  };
  Object.defineProperty(window, "localStorage", blocked);
  Object.defineProperty(window, "sessionStorage", blocked);
}
if (fault === "full") {
  Storage.prototype.setItem = () => {
    throw new DOMException("The quota has been exceeded.", "QuotaExceededError");
  };
}
