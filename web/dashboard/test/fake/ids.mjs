// Ids in the form of the server's, the same at every run.

const digits = '0123456789abcdefghjkmnpqrstvwxyz';

/** A source of numbers that repeats itself: screenshots stay comparable. */
export function dice(seed) {
  let x = seed >>> 0 || 1;
  return () => {
    x ^= x << 13; x >>>= 0;
    x ^= x >>> 17;
    x ^= x << 5; x >>>= 0;
    return x / 2 ** 32;
  };
}

export function ids(roll) {
  let n = 0;
  return (prefix) => {
    n++;
    let out = '06e8' + n.toString(32).padStart(6, '0').replace(/[ilou]/g, 'z');
    while (out.length < 26) out += digits[Math.floor(roll() * 32)];
    return `${prefix}_${out}`;
  };
}
