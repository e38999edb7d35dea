package dev.troupe.sample.readings;

import dev.troupe.model.Done;
import dev.troupe.model.EntityKey;
import dev.troupe.model.TenantId;
import dev.troupe.model.testkit.EntityTestKit;
import dev.troupe.sample.readings.Readings.Close;
import dev.troupe.sample.readings.Readings.GetWindow;
import dev.troupe.sample.readings.Readings.MinuteClosed;
import dev.troupe.sample.readings.Readings.Read;
import dev.troupe.sample.readings.Readings.ValueRead;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Readings are grouped by device and minute, and a window slides over them. */
class ReadingsTest {
  private static EntityTestKit<Readings, Readings.Event, Readings.State> given(
      Readings.Event... history) {
    return EntityTestKit.<Readings, Readings.Event, Readings.State>of(
            new Readings(EntityKey.of(TenantId.of("acme"), "boiler-7")))
        .given(history);
  }

  private static Instant at(String time) {
    return Instant.parse("2026-03-01T" + time + "Z");
  }

  private static ValueRead read(String time, double value) {
    return new ValueRead(at(time), value);
  }

  // @start region="window"
  @Test
  void theWindowSlidesOverTheLastFiveMinutes() {
    var device =
        given(
            read("12:00:10", 20), read("12:01:30", 30), read("12:01:59", 10), read("12:05:00", 40));
    device.when(new GetWindow(at("12:05:00"))).thenReply(new Sum(3, 60, 10, 30));
    device.when(new GetWindow(at("12:06:00"))).thenReply(new Sum(3, 80, 10, 40));
    device.when(new GetWindow(at("12:30:00"))).thenReply(Sum.NONE);
  }

  // @end

  @Test
  void theFirstReadingOfAMinuteSeesToItThatItIsClosed() {
    given()
        .when(new Read(at("12:00:10"), 20))
        .thenEvents(read("12:00:10", 20))
        .thenReply(Done.DONE)
        .thenReminds("close", at("12:01:30"), new Close(at("12:01:00")));
    given(read("12:00:10", 20))
        .when(new Read(at("12:00:50"), 30))
        .thenEvents(read("12:00:50", 30))
        .thenFollowups();
    given(read("12:05:10", 20))
        .when(new Read(at("12:04:50"), 30))
        .thenReminds("close", at("12:05:30"), new Close(at("12:05:00")));
  }

  @Test
  void aMinuteThatIsClosedIsAnEventAndTheNextIsSeenTo() {
    given(read("12:00:10", 20), read("12:00:20", 30), read("12:02:00", 5))
        .when(new Close(at("12:01:00")))
        .thenEvents(new MinuteClosed(at("12:00:00"), new Sum(2, 50, 20, 30)))
        .thenReminds("close", at("12:03:30"), new Close(at("12:03:00")));
    given(read("12:00:10", 20))
        .when(new Close(at("12:01:00")))
        .thenEvents(new MinuteClosed(at("12:00:00"), new Sum(1, 20, 20, 20)))
        .thenFollowups();
  }

  @Test
  void aReminderThatComesAgainClosesNothing() {
    given(read("12:00:10", 20), new MinuteClosed(at("12:00:00"), new Sum(1, 20, 20, 20)))
        .when(new Close(at("12:01:00")))
        .thenEvents()
        .thenReply(Done.DONE);
  }

  @Test
  void whatComesAfterItsMinuteWasClosedIsTooLate() {
    var closed =
        given(read("12:00:10", 20), new MinuteClosed(at("12:00:00"), new Sum(1, 20, 20, 20)));
    closed.when(new Read(at("12:00:59"), 1)).thenRejected("too-late");
    closed.when(new Read(at("12:01:00"), Double.NaN)).thenRejected("not-a-number");
    closed.when(new Read(at("12:01:00"), 1)).thenReply(Done.DONE);
  }

  @Test
  void noMoreIsKeptThanAWindowNeeds() {
    given(
            read("12:00:10", 20),
            new MinuteClosed(at("12:00:00"), new Sum(1, 20, 20, 20)),
            read("12:07:00", 30),
            new MinuteClosed(at("12:07:00"), new Sum(1, 30, 30, 30)))
        .when(new GetWindow(at("12:08:00")))
        .thenState(
            new Readings.State(
                List.of(new Minute(at("12:07:00"), new Sum(1, 30, 30, 30))), at("12:08:00")));
  }
}
