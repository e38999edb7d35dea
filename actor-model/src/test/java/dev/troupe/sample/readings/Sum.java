package dev.troupe.sample.readings;

/**
 * What is known of some readings without keeping them.
 *
 * @param count how many; the rest is zero if there are none
 */
public record Sum(long count, double total, double least, double most) {
  static final Sum NONE = new Sum(0, 0, 0, 0);

  Sum and(double value) {
    return and(new Sum(1, value, value, value));
  }

  Sum and(Sum other) {
    if (count == 0 || other.count == 0) {
      return count == 0 ? other : this;
    }
    return new Sum(
        count + other.count,
        total + other.total,
        Math.min(least, other.least),
        Math.max(most, other.most));
  }
}
