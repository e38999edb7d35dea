package dev.troupe.tenants;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

class AllowanceTest {
  private static final double SECOND = 1e9;

  @Property(tries = 500)
  void neverGivesMoreThanABurstAndItsRate(
      @ForAll @DoubleRange(min = 0.1, max = 100_000) double rate,
      @ForAll @Size(min = 1, max = 300) List<@LongRange(max = 1_000_000_000L) Long> pauses) {
    long start = Long.MAX_VALUE - 5_000_000_000L; // The clock's number may overflow.
    Allowance allowance = new Allowance(start);
    long now = start;
    int taken = 0;
    for (long pause : pauses) {
      now += pause;
      if (allowance.take(rate, now) == 0) {
        taken++;
      }
    }
    double burst = Math.max(1, 2 * rate);
    assertThat((double) taken).isLessThanOrEqualTo(burst + rate * (now - start) / SECOND + 1);
  }

  @Property(tries = 500)
  void givesATokenToWhoWaitsAsLongAsItSaid(
      @ForAll @DoubleRange(min = 0.1, max = 100_000) double rate) {
    Allowance allowance = new Allowance(0);
    long now = 0;
    long wait = allowance.take(rate, now);
    while (wait == 0) {
      wait = allowance.take(rate, now);
    }
    assertThat(allowance.take(rate, now + wait - 1)).isEqualTo(1);
    assertThat(allowance.take(rate, now + wait)).isZero();
    assertThat(allowance.isFull(now + wait)).isFalse();
    assertThat(allowance.isFull(now + wait + 20_000_000_000L)).isTrue();
  }
}
