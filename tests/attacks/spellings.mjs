// @ts-check
/**
 * The ways in which a server, a proxy, or an error page may spell a secret that it repeats.
 */

/** @param {string} secret */
const everyCharacter = (secret) =>
  [...Buffer.from(secret)]
    .map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`)
    .join("");
/** @param {string} text */
const lowerEscapes = (text) => text.replace(/%[0-9A-F]{2}/g, (escaped) => escaped.toLowerCase());
/** @param {string} text */
const mixedEscapes = (text) =>
  text.replace(
    /%([0-9A-F])([0-9A-F])/g,
    (_, one, two) => `%${one.toUpperCase()}${two.toLowerCase()}`,
  );
/** @param {string} secret */
const asForm = (secret) => new URLSearchParams({ x: secret }).toString().slice(2);
/** @param {string} text */
const base64 = (text) => Buffer.from(text).toString("base64");
/** @param {string} text without what stands for other characters than the secret's */
const inner = (text) => text.replace(/=+$/, "").slice(4, -4);
const named = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/**
 * What is left of a secret that was cut short, with so many letters and digits.
 *
 * @param {string} secret
 * @param {number} length
 */
const beginning = (secret, length) =>
  new RegExp(`^(?:[^a-z0-9]*[a-z0-9]){${length}}`, "i").exec(secret)?.[0] ?? secret;

/** @type {Record<string, (secret: string) => string>} */
export const spellings = {
  "as it is": (secret) => secret,
  "in a word": (secret) => `x${secret}y`,
  "percent-encoded": encodeURIComponent,
  "in lower case": (secret) => lowerEscapes(encodeURIComponent(secret)),
  "in mixed case": (secret) => mixedEscapes(encodeURIComponent(secret)),
  "every character": everyCharacter,
  "every character, in lower case": (secret) => lowerEscapes(everyCharacter(secret)),
  "as a form does": asForm,
  "as a form does, in lower case": (secret) => lowerEscapes(asForm(secret)),
  "percent-encoded twice": (secret) => encodeURIComponent(encodeURIComponent(secret)),
  "percent-encoded twice, in lower case": (secret) =>
    lowerEscapes(encodeURIComponent(lowerEscapes(encodeURIComponent(secret)))),
  "in base64": base64,
  "without padding": (secret) => base64(secret).replace(/=+$/, ""),
  "for addresses": (secret) => Buffer.from(secret).toString("base64url"),
  "after one character": (secret) => inner(base64(`x${secret}`)),
  "after two characters": (secret) => inner(base64(`xy${secret}`)),
  "within a header": (secret) => inner(base64(`user:${secret}, and more`)),
  "named entities": (secret) =>
    secret.replace(/[&<>"']/g, (character) => named[/** @type {keyof typeof named} */ (character)]),
  "decimal entities": (secret) => [...secret].map((one) => `&#${one.charCodeAt(0)};`).join(""),
  "hexadecimal entities": (secret) =>
    [...secret].map((one) => `&#x${one.charCodeAt(0).toString(16)};`).join(""),
  "hexadecimal entities, in capitals": (secret) =>
    [...secret].map((one) => `&#X${one.charCodeAt(0).toString(16).toUpperCase()};`).join(""),
  "as JSON escapes it": (secret) =>
    [...secret].map((one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`).join(""),
  "as JSON escapes it, in capitals": (secret) =>
    [...secret]
      .map((one) => `\\u${one.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`)
      .join(""),
  "its first 8 characters": (secret) => beginning(secret, 8),
  "its first 12 characters": (secret) => beginning(secret, 12),
  "its first 16 characters": (secret) => beginning(secret, 16),
};
