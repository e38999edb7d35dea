package dev.troupe.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScheduleTest {
  private static final Instant NOON = Instant.parse("2026-03-02T12:00:00Z");

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          ''                ; must have five fields
          * * * *           ; must have five fields
          * * * * * *       ; must have five fields
          @daily            ; must have five fields
          0 9 * * ?         ; must have five fields
          0 9|10 * * *      ; must have five fields
          0 9 L * *         ; Invalid chars
          60 * * * *        ; 60 not in range [0, 59]
          0 24 * * *        ; 24 not in range [0, 23]
          0 0 0 * *         ; 0 not in range [1, 31]
          0 0 * * 8         ; 8 not in range [0, 7]
          */0 * * * *       ; 0 not in range
          a b c d e         ; Invalid chars
          0 0 30 2 *        ; must name a day that exists, was '0 0 30 2 *'
          0 0 31 2,4,6 *    ; must name a day that exists
          """)
  void refusesAnExpressionThatMeansNothing(String expression, String why) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Schedule.cron(expression, ZoneOffset.UTC))
        .withMessageStartingWith("cron expression must ")
        .withMessageContaining(why);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0 9 * * 1-5    | 2026-03-03T09:00:00Z
          0 9 * * MON    | 2026-03-09T09:00:00Z
          0 9 * * 7      | 2026-03-08T09:00:00Z
          0 9 13 * 5     | 2026-03-06T09:00:00Z
          */15 * * * *   | 2026-03-02T12:15:00Z
          0 0 29 2 *     | 2028-02-29T00:00:00Z
          5,50 12 * * *  | 2026-03-02T12:05:00Z
          """)
  void knowsTheTimeThatFollows(String expression, Instant next) {
    assertThat(Schedule.cron(expression, ZoneOffset.UTC).next(NOON)).contains(next);
  }

  @Test
  void theTimesOfAnIntervalDoNotDrift() {
    assertThat(Schedule.every(Duration.ofMinutes(5)).next(NOON))
        .contains(NOON.plus(Duration.ofMinutes(5)));
  }

  @Test
  void whatFiresOnceHasNoNextTime() {
    assertThat(Schedule.at(NOON).next(NOON)).isEmpty();
    assertThat(Schedule.after(Duration.ofDays(1)).next(NOON)).isEmpty();
  }

  @Test
  void spacesMakeNoDifference() {
    assertThat(Schedule.cron("  0  9\t* * 1-5 ", ZoneOffset.UTC))
        .isEqualTo(Schedule.cron("0 9 * * 1-5", ZoneOffset.UTC));
  }

  @Test
  void missedTimesFireOnceUnlessSaidOtherwise() {
    assertThat(Schedule.every(Duration.ofMinutes(5)).catchUp()).isEqualTo(CatchUp.LATEST);
    assertThat(Schedule.cron("0 9 * * *", ZoneOffset.UTC).withCatchUp(CatchUp.all(24)).catchUp())
        .isEqualTo(CatchUp.all(24));
    assertThat(Schedule.every(Duration.ofMinutes(5)).withCatchUp(CatchUp.SKIP).catchUp())
        .isEqualTo(CatchUp.SKIP);
  }

  @Test
  void refusesWhatNoDatabaseCanHold() {
    refuses(() -> Schedule.at(Instant.MAX), "within the years 1 to 9999");
    refuses(() -> Schedule.at(Instant.MIN), "within the years 1 to 9999");
    refuses(() -> Schedule.after(Duration.ofNanos(-1)), "the delay must be 'PT0S' to 'PT876600H'");
    refuses(() -> Schedule.after(Duration.ofDays(36_526)), "was 'PT876624H'");
    refuses(() -> Schedule.every(Duration.ofMillis(999)), "was 'PT0.999S'");
    String minutes = "1,2,3,4,5,6,7,8,9,".repeat(9) + "10";
    refuses(
        () -> Schedule.cron(minutes + " 0 1 1 *", ZoneId.of("Europe/Berlin")),
        "at most 180 characters");
  }

  @Test
  void refusesACapThatDoesNotFitItsKind() {
    refuses(() -> CatchUp.all(0), "1 to 10000 for ALL, was '0'");
    refuses(() -> CatchUp.all(10_001), "was '10001'");
    refuses(() -> new CatchUp(CatchUp.Kind.SKIP, 1), "the cap of 'SKIP' must be 0");
    refuses(() -> new CatchUp(CatchUp.Kind.LATEST, 2), "the cap of 'LATEST'");
  }

  private static void refuses(ThrowingCallable made, String message) {
    assertThatIllegalArgumentException().isThrownBy(made).withMessageContaining(message);
  }
}
