/** The CRC-32 of bytes, from those of their two parts: what has one already is not read again. */

/** The polynomial of CRC-32 with its bits reversed (RFC 1952, section 8): bit 31 stands for x^0, bit 0 for x^31. */
const polynomial = 0xedb88320;
const one = 0x80000000;
const x = 0x40000000;

/**
 * With remainders of division by the polynomial, crc(AB) = crc(A) * x^(8 * length of B) + crc(B).
 * @param secondBytes - how long the second part is.
 */
export function joinedCrc32(first: number, second: number, secondBytes: number): number {
  return (product(first, powerOfX(8 * secondBytes)) ^ second) >>> 0;
}

function powerOfX(exponent: number): number {
  let power = one;
  let square = x;
  for (let left = exponent; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) power = product(power, square);
    square = product(square, square);
  }
  return power;
}

function product(a: number, b: number): number {
  let sum = 0;
  let term = b;
  for (let bit = 31; bit >= 0; bit--) {
    if (((a >>> bit) & 1) === 1) sum ^= term;
    // Once more by x: what passes x^31 is divided by the polynomial.
    term = (term & 1) === 1 ? (term >>> 1) ^ polynomial : term >>> 1;
  }
  return sum >>> 0;
}
