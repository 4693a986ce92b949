// Runs before the first paint, so that a chosen theme does not flash.
try {
  const theme = localStorage.getItem("demo:theme");
  if (theme === "light" || theme === "dark") {
    document.documentElement.dataset.theme = theme;
  }
} catch {
  // Blocked storage: the system's theme it is.
}
