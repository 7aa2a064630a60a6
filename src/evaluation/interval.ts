/**
 * Confidence intervals of shares.
 * @module
 */

/** 97.5 % quantile of the standard normal distribution. */
const Z = 1.959963984540054;

/**
 * The 95 % interval of Wilson (1927) for a share of `passed` in `total`: both ends in [0, 1]. It keeps close to its level
 * where shares are near 0 or 1 and cases are few.
 */
export function wilsonInterval(passed: number, total: number): readonly [low: number, high: number] {
  if (total === 0) return [0, 1];
  const share = passed / total;
  const scale = 1 + Z ** 2 / total;
  const centre = share + Z ** 2 / (2 * total);
  const spread = Z * Math.sqrt((share * (1 - share)) / total + (Z / (2 * total)) ** 2);
  // Rounding must not leave a share of all below 1, or of none above 0.
  const low = passed === 0 ? 0 : (centre - spread) / scale;
  const high = passed === total ? 1 : (centre + spread) / scale;
  return [low, high];
}
