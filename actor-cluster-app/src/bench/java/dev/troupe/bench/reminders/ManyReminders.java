package dev.troupe.bench.reminders;

import dev.troupe.bench.load.ClosedLoop;
import dev.troupe.bench.node.Alarm;
import dev.troupe.bench.node.Ground;
import dev.troupe.bench.node.Part;
import dev.troupe.bench.node.Subject;
import dev.troupe.bench.node.Variant;
import dev.troupe.bench.report.Figure;
import dev.troupe.model.TenantId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;

/** 100,000 reminders of 20 tenants that are due in one minute, spread over it evenly. */
public final class ManyReminders implements Part {
  private static final int COUNT = 100_000;
  private static final long LONGEST_MILLIS = Duration.ofMinutes(10).toMillis();
  private static final Duration SPREAD = Duration.ofMinutes(1);

  /** From the first command to the first that is due; they must all be set by then. */
  private static final Duration LEAD = Duration.ofSeconds(30);

  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final Duration PATIENCE_OF_COMMANDS = Duration.ofSeconds(30);

  private static final List<TenantId> TENANTS =
      IntStream.range(0, 20).mapToObj(i -> TenantId.of("alarm-" + i)).toList();

  private static final String RUNG =
      "SELECT persistence_id, write_timestamp FROM event_journal"
          + " WHERE persistence_id LIKE 'alarm|%' AND event_ser_manifest LIKE 'alarm/rang#%'";

  @Override
  public String name() {
    return "reminders";
  }

  @Override
  public void measure(Ground ground) throws Exception {
    System.out.println("reminders ...");
    Subject subject = ground.subject(Variant.OURS);
    Instant first = Instant.now().plus(LEAD);
    long start = System.nanoTime();
    ClosedLoop.all(COUNT, 1_000, i -> set(subject, i, due(first, i)));
    double seconds = (System.nanoTime() - start) / 1e9;
    long notInTime = Math.max(0, Duration.between(first, Instant.now()).toMillis());
    awaitAll(subject);
    Histogram late = new Histogram(LONGEST_MILLIS, 3);
    double wrong = read(subject, first, late);
    subject.tally().written(late.getTotalCount()); // Nobody was told of these rows.
    ground
        .findings()
        .figures(
            "100,000 reminders due in one minute",
            List.of(
                Figure.of("set, commands per second", COUNT / seconds, ""),
                millis("the last was set after the first was due by", notInTime),
                millis("late, half of them at most", late.getValueAtPercentile(50)),
                millis("late, 99 of 100 at most", late.getValueAtPercentile(99)),
                millis("late, all at most", late.getMaxValue()),
                Figure.of("did not ring once", wrong, "")),
            List.of());
  }

  private static CompletionStage<Optional<String>> set(Subject subject, int number, Instant due) {
    var ref =
        subject
            .entities()
            .refFor(Alarm.TYPE, TENANTS.get(number % TENANTS.size()), "n-" + number)
            .withTimeout(PATIENCE_OF_COMMANDS);
    return subject.tally().counted(ref.ask(new Alarm.Set(due)));
  }

  private static Instant due(Instant first, int number) {
    return first.plus(SPREAD.multipliedBy(number).dividedBy(COUNT));
  }

  /** Looks at the reminders, of which there are fewer and fewer, and not at the journal. */
  private static void awaitAll(Subject subject) throws SQLException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    try (Connection connection = subject.connect();
        PreparedStatement select =
            connection.prepareStatement("SELECT count(*) FROM reminder WHERE name = 'ring'")) {
      while (count(select) > 0 && System.nanoTime() < deadline) {
        Thread.sleep(PAUSE);
      }
    }
  }

  private static long count(PreparedStatement select) throws SQLException {
    try (ResultSet found = select.executeQuery()) {
      found.next();
      return found.getLong(1);
    }
  }

  /**
   * From the time each was due to the time its entity wrote down that it rang; returns how many did
   * not ring, or more than once.
   */
  private static double read(Subject subject, Instant first, Histogram late) throws SQLException {
    int[] rung = new int[COUNT];
    try (Connection connection = subject.connect();
        var select = connection.createStatement();
        ResultSet found = select.executeQuery(RUNG)) {
      while (found.next()) {
        String id = found.getString(1);
        int number = Integer.parseInt(id.substring(id.lastIndexOf('-') + 1));
        long millis = found.getLong(2) - due(first, number).toEpochMilli();
        late.recordValue(Math.clamp(millis, 0, LONGEST_MILLIS));
        rung[number]++;
      }
    }
    return (double) IntStream.of(rung).filter(times -> times != 1).count();
  }

  private static Figure millis(String name, long value) {
    return Figure.of(name, (double) value, "ms");
  }
}
