// A picture made to fit, never larger than it was. Pure.

export function fit({ width, height }, longest) {
  const share = Math.min(1, longest / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * share)), height: Math.max(1, Math.round(height * share)) };
}
