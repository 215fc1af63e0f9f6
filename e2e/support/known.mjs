// New settings: the storefront knows them within five seconds, however fast it answers.

const PATIENCE_MS = 20_000;

/** Does `again` until `isKnown`. */
export async function untilKnown(isKnown, again, what) {
  const end = Date.now() + PATIENCE_MS;
  while (!(await isKnown())) {
    if (Date.now() > end) throw new Error(`waited in vain until ${what}`);
    await again();
  }
}
