package dev.troupe.metrics.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.Waiting;
import io.micrometer.core.instrument.MockClock;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DurationsTest {
  private final MockClock clock = new MockClock();
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT, new PrometheusRegistry(), clock);
  private final Durations waits = new Durations(registry, "shop_wait", "in the queue", "shop");

  @Test
  void areScrapedLikeATimerOfMicrometers() {
    Timer timer =
        Buckets.timer("shop.queue", "in the queue").tag("shop", "east").register(registry);
    Durations.Of east = waits.of("east");
    for (int millis : List.of(1, 3, 40, 2_000, 60_000)) {
      timer.record(millis, TimeUnit.MILLISECONDS);
      east.record(Duration.ofMillis(millis).toNanos());
    }

    List<String> theirs = lines("shop_queue");
    assertThat(theirs)
        .contains(
            "shop_queue_seconds_bucket{shop=\"east\",le=\"0.05\"} 3",
            "shop_queue_seconds_count{shop=\"east\"} 5",
            "shop_queue_seconds_max{shop=\"east\"} 60.0");
    assertThat(lines("shop_wait"))
        .isEqualTo(theirs.stream().map(line -> line.replace("shop_queue", "shop_wait")).toList());
  }

  private List<String> lines(String name) {
    return registry.scrape().lines().filter(line -> line.contains(name)).toList();
  }

  @Test
  void eachValueOfALabelIsMeasuredByItself() {
    waits.of("east").record(1);
    waits.of("west").record(1);
    waits.of("west").record(1);
    assertThat(waits.of("east").count()).isEqualTo(1);
    assertThat(waits.of("west").count()).isEqualTo(2);
  }

  @Test
  void theLargestIsForgottenAfterAFewMinutes() {
    waits.of("east").record(Duration.ofSeconds(7).toNanos());
    clock.add(Duration.ofMinutes(1));
    assertThat(lines("shop_wait")).contains("shop_wait_seconds_max{shop=\"east\"} 7.0");
    clock.add(Duration.ofMinutes(2));
    assertThat(lines("shop_wait")).contains("shop_wait_seconds_max{shop=\"east\"} 0.0");
  }

  @Test
  void theLargestIsForgottenWhenThatOfATimerIs() {
    Timer timer =
        Buckets.timer("shop.queue", "in the queue").tag("shop", "east").register(registry);
    timer.record(7, TimeUnit.SECONDS);
    waits.of("east").record(Duration.ofSeconds(7).toNanos());
    while (timer.max(TimeUnit.SECONDS) > 0) {
      assertThat(lines("shop_wait")).contains("shop_wait_seconds_max{shop=\"east\"} 7.0");
      clock.add(Duration.ofSeconds(10));
    }
    assertThat(lines("shop_wait")).contains("shop_wait_seconds_max{shop=\"east\"} 0.0");
  }

  @Test
  void nothingIsLostWhereManyRecordAtOnce() {
    Durations.Of east = waits.of("east");
    int scraped =
        IntStream.range(0, 40_000)
            .parallel()
            .map(number -> {
              east.record(number);
              return number % 10_000 == 0 ? lines("shop_wait_seconds_count").size() : 0;
            })
            .sum();
    assertThat(scraped).isEqualTo(4);
    assertThat(east.count()).isEqualTo(40_000);
  }

  @Test
  void theTimeOfDayStandsUntilSomebodyLooks() {
    MemoryClock memory = new MemoryClock();
    long then = memory.wallTime();
    Waiting.until("time passes", () -> System.currentTimeMillis() > then);
    assertThat(memory.wallTime()).isEqualTo(then);
    memory.tick();
    assertThat(memory.wallTime()).isBetween(then + 1, System.currentTimeMillis());
    long nanos = memory.monotonicTime();
    Waiting.until("time passes", () -> memory.monotonicTime() > nanos);
  }
}
