/** The switch between light and dark; the system's preference until somebody uses it. */
import { byId } from "./dom";

const root = document.documentElement;

byId("theme").addEventListener("click", () => {
  const dark = root.dataset.theme
    ? root.dataset.theme === "dark"
    : matchMedia("(prefers-color-scheme: dark)").matches;
  const theme = dark ? "light" : "dark";
  root.dataset.theme = theme;
  try {
    // public/theme.js reads it before the first paint of the next visit.
    localStorage.setItem("demo:theme", theme);
  } catch {
    // Blocked storage: it holds until the page goes.
  }
});
