// The bytes a card number or a security code may have wherever it lies.

/** A number in every spelling we know of: pairs of a name and its bytes. */
export function numberSpellings(digits) {
  const groups = digits.match(/.{1,4}/g);
  const written = [
    ['plain', digits],
    ['spaced', groups.join(' ')],
    ['hyphened', groups.join('-')],
  ];
  const inForms = ['+', '%20'].map((gap) => [`spaced by ${gap}`, Buffer.from(groups.join(gap))]);
  return [...inForms, ...written.flatMap(([name, text]) => encodings(name, text))];
}

function encodings(name, text) {
  return [
    [name, Buffer.from(text)],
    [`${name}, %-encoded`, percent(text)],
    ...[0, 1, 2].map((before) => [`${name}, base64 after ${before} bytes`, base64(text, before)]),
    [`${name}, UTF-16LE`, Buffer.from(text, 'utf16le')],
    [`${name}, UTF-16BE`, Buffer.from(text, 'utf16le').swap16()],
  ];
}

/**
 * A security code, which counts only where no digit stands beside it. Its base64 amid other text is as short as
 * chance; alone it is not.
 */
export function codeSpellings(code) {
  return [
    ['plain', Buffer.from(code)],
    ['%-encoded', percent(code)],
    ['base64', Buffer.from(Buffer.from(code).toString('base64'))],
    ['UTF-16LE', Buffer.from(code, 'utf16le')],
    ['UTF-16BE', Buffer.from(code, 'utf16le').swap16()],
  ];
}

/** Every byte as %XX. */
function percent(text) {
  return Buffer.from([...Buffer.from(text)].map((byte) => `%${byte.toString(16)}`).join(''));
}

/** What base64 makes of `text` behind `before` other bytes: only the characters that depend on `text` alone. */
function base64(text, before) {
  const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(text)]);
  const whole = Math.floor((bytes.length * 8) / 6);
  return Buffer.from(bytes.toString('base64').slice(Math.ceil((before * 8) / 6), whole));
}
