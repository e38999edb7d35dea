package dev.troupe.bench.noisy;

import dev.troupe.bench.node.Note;
import dev.troupe.bench.node.Subject;
import dev.troupe.model.TenantId;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Notes of one tenant, to which texts of one length are appended. Thread-safe. */
final class Notes {
  private final Subject subject;
  private final TenantId tenant;
  private final List<String> ids;
  private final Note.Append append;

  Notes(Subject subject, String tenant, int notes, int length) {
    this.subject = subject;
    this.tenant = TenantId.of(tenant);
    this.ids = IntStream.range(0, notes).mapToObj("n-%04d"::formatted).toList();
    this.append = new Note.Append(text(length));
  }

  /** Not compressible by much, and the same in every run. */
  private static String text(int length) {
    return new Random(1)
        .ints(length, 'a', 'z' + 1)
        .mapToObj(Character::toString)
        .collect(Collectors.joining());
  }

  int count() {
    return ids.size();
  }

  CompletionStage<Optional<String>> append(int number) {
    var ref = subject.entities().refFor(Note.TYPE, tenant, ids.get(number));
    return subject.tally().counted(ref.ask(append));
  }

  CompletionStage<Optional<String>> appendToAny() {
    return append(ThreadLocalRandom.current().nextInt(ids.size()));
  }

  /** As the journal calls any of them. */
  String anyPersistenceId() {
    String id = ids.get(ThreadLocalRandom.current().nextInt(ids.size()));
    return "note|" + subject.entities().refFor(Note.TYPE, tenant, id).key().encoded();
  }
}
