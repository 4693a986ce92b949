/**
 * Keeps secrets off the screen. A demo gets shown, recorded and photographed; whatever looks like a
 * key or a token is masked before it becomes text on the page.
 */

const secretName = /^(api-?key|auth-?key|auth-?token|jwt|fat|wschannel)$/i;
const known = new Set<string>();

/** Remembers a secret, so that it is masked wherever it turns up, even inside a message. */
export function remember(secret: string | null | undefined): void {
  if (secret && secret.length >= 4) known.add(secret);
}

/** What is left of a secret: enough to tell two apart, of no use to anybody. */
export function mask(secret: string): string {
  return secret.length >= 16 ? `••••••${secret.slice(-4)}` : "••••••";
}

/** A text, with every secret in it masked. */
export function redactText(text: string): string {
  // The longest first: a secret may contain another.
  const secrets = [...known].sort((a, b) => b.length - a.length);
  return secrets.reduce((result, secret) => result.replaceAll(secret, mask(secret)), text);
}

/** A copy of some JSON, with every secret in it masked, at any depth. */
export function redact(value: unknown): unknown {
  if (typeof value === "string") return redactText(value);
  if (Array.isArray(value)) return value.map(redact);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => {
      if (!secretName.test(name) || inner === null || inner === undefined)
        return [name, redact(inner)];
      if (typeof inner !== "string") return [name, "••••••"];
      remember(inner);
      return [name, mask(inner)];
    }),
  );
}
