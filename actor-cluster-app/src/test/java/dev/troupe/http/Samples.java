package dev.troupe.http;

/** Bodies that fit the commands of {@link Gadget}. */
final class Samples {
  static final String EVERYTHING =
      """
      {"whole": -9223372036854775808, "small": 2147483647, "tiny": -128, "decimal": 1.5,
       "coarse": 0.25, "flag": true, "text": "\u00e4 \\u0000 \\" b", "mode": "SLOW",
       "money": 12345678901234567890.5, "huge": 123456789012345678901234567890,
       "at": "2026-01-31T12:30:00Z", "on": "2024-02-29", "within": "PT1H30M",
       "id": "123e4567-e89b-12d3-a456-426614174000",
       "parts": [{"name": "p", "count": 1, "inner": {"name": "q", "count": 2}}],
       "labels": ["x"], "counts": {"a": 1, "b": 2},
       "shape": {"type": "box", "width": 1.0, "height": 2.0}, "limit": 7}
      """;

  private Samples() {}
}
