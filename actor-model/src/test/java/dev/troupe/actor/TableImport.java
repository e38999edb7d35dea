package dev.troupe.actor;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** Reads a table whose first line names the columns: a parser that starts anew needs it again. */
final class TableImport {
  private TableImport() {}

  // @start region="group"
  static Behavior<Void> create(Supplier<List<String>> file, ActorRef<String> rows) {
    Restarts restarts =
        Restarts.of(5, Duration.ofMinutes(1))
            .withBackoff(Duration.ofMillis(10), Duration.ofSeconds(5), 0.2);
    return SupervisedGroup.allForOne(restarts)
        .create(members -> {
          ActorRef<String> parser = members.spawn("parser", cause -> parser(rows));
          members.spawn("reader", cause -> reader(file, parser));
          return Behaviors.empty();
        });
  }

  // @end

  private static Behavior<Void> reader(Supplier<List<String>> file, ActorRef<String> parser) {
    return Behaviors.setup(context -> {
      file.get().forEach(parser::tell);
      return Behaviors.empty();
    });
  }

  private static Behavior<String> parser(ActorRef<String> rows) {
    return Behaviors.receiveMessage(first -> parsing(List.of(first.split(",")), rows));
  }

  private static Behavior<String> parsing(List<String> columns, ActorRef<String> rows) {
    return Behaviors.receiveMessage(line -> {
      List<String> fields = List.of(line.split(","));
      if (fields.size() != columns.size()) {
        throw new IllegalArgumentException(
            "a row has '%d' fields and not '%d'".formatted(fields.size(), columns.size()));
      }
      rows.tell(columns.getFirst() + "=" + fields.getFirst());
      return Behaviors.same();
    });
  }
}
