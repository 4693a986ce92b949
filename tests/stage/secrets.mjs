// @ts-check
/**
 * Where keys and tokens have no business.
 */

/**
 * Whether a text holds one of these secrets, as it is, percent-encoded, or in base64.
 *
 * @param {string} text
 * @param {Iterable<string>} secrets
 */
export const holdsSecret = (text, secrets) =>
  [...secrets].some((secret) => {
    const encoded = encodeURIComponent(secret);
    return [secret, encoded, btoa(encoded)].some((form) => text.includes(form));
  });
