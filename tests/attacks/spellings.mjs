// @ts-check
/**
 * The ways in which a server, a proxy, or an error page may spell a secret that it repeats.
 */

/** @param {number} code */
const hex = (code, digits = 2) => code.toString(16).padStart(digits, "0");
/** @param {(code: number) => string} spell @returns {(secret: string) => string} */
const each = (spell) => (secret) => [...secret].map((one) => spell(one.charCodeAt(0))).join("");
const everyCharacter = each((code) => `%${hex(code).toUpperCase()}`);
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

/** By the attack that tries them. @type {Record<string, Record<string, (secret: string) => string>>} */
export const spellings = {
  "echo-plain": { "as it is": (secret) => secret, "in a word": (secret) => `x${secret}y` },
  "echo-percent": {
    "percent-encoded": encodeURIComponent,
    "in lower case": (secret) => lowerEscapes(encodeURIComponent(secret)),
    "in mixed case": (secret) => mixedEscapes(encodeURIComponent(secret)),
    "every character": everyCharacter,
    "every character, in lower case": (secret) => lowerEscapes(everyCharacter(secret)),
    "as a form does": asForm,
    "as a form does, in lower case": (secret) => lowerEscapes(asForm(secret)),
  },
  "echo-twice": {
    "percent-encoded twice": (secret) => encodeURIComponent(encodeURIComponent(secret)),
    "percent-encoded twice, in lower case": (secret) =>
      lowerEscapes(encodeURIComponent(lowerEscapes(encodeURIComponent(secret)))),
  },
  "echo-base64": {
    "in base64": base64,
    "without padding": (secret) => base64(secret).replace(/=+$/, ""),
    "for addresses": (secret) => Buffer.from(secret).toString("base64url"),
    "after one character": (secret) => inner(base64(`x${secret}`)),
    "after two characters": (secret) => inner(base64(`xy${secret}`)),
    "within a header": (secret) => inner(base64(`user:${secret}, and more`)),
  },
  "echo-entities": {
    "named entities": (secret) =>
      secret.replace(
        /[&<>"']/g,
        (character) => named[/** @type {keyof typeof named} */ (character)],
      ),
    "decimal entities": each((code) => `&#${code};`),
    "hexadecimal entities": each((code) => `&#x${hex(code)};`),
    "hexadecimal entities, in capitals": each((code) => `&#X${hex(code).toUpperCase()};`),
  },
  "echo-escapes": {
    "as JSON escapes it": each((code) => `\\u${hex(code, 4)}`),
    "as JSON escapes it, in capitals": each((code) => `\\u${hex(code, 4).toUpperCase()}`),
  },
  "echo-truncated": {
    "its first 8 characters": (secret) => beginning(secret, 8),
    "its first 12 characters": (secret) => beginning(secret, 12),
    "its first 16 characters": (secret) => beginning(secret, 16),
  },
};
