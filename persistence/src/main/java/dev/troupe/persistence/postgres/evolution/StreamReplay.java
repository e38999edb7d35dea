package dev.troupe.persistence.postgres.evolution;

import dev.troupe.persistence.CipherFailure;
import dev.troupe.persistence.MessageSerializer;
import dev.troupe.persistence.PayloadCiphers;
import dev.troupe.persistence.StoredEvent;
import dev.troupe.persistence.evolution.BuildTypes;
import dev.troupe.persistence.evolution.EvolutionReport;
import dev.troupe.persistence.evolution.Finding;
import dev.troupe.persistence.evolution.Replay;
import dev.troupe.persistence.postgres.evolution.StreamChoice.Stream;
import java.sql.SQLException;
import java.util.Optional;

/** One stream, replayed as far as it goes. Confined to one thread. */
final class StreamReplay {
  /** Entries at the end of a long stream that are read too. */
  private static final int LAST = 50;

  private final BuildTypes build;
  private final PayloadCiphers ciphers;
  private final Stream stream;
  private final EvolutionReport.Builder report;
  private long entries;
  private long highest;
  private boolean isOver;

  StreamReplay(
      BuildTypes build, PayloadCiphers ciphers, Stream stream, EvolutionReport.Builder report) {
    this.build = build;
    this.ciphers = ciphers;
    this.stream = stream;
    this.report = report;
  }

  /** Replays the first entries, and reads the last where there are more. */
  void run(SampleRows samples, int most) throws SQLException {
    Optional<Replay> replay = replay();
    if (replay.isPresent()) {
      samples.first(stream.candidate(), most, event -> isReadOn(replay.get(), event));
      if (!isOver && entries >= most) {
        readLast(samples);
      }
    }
    if (entries > 0) {
      report.stream(entries);
    } else {
      report.unread(1);
    }
  }

  /** Each by itself, since what came before it is not known. */
  private void readLast(SampleRows samples) throws SQLException {
    long applied = highest;
    samples.last(
        stream.candidate(),
        LAST,
        event -> event.sequenceNumber() > applied && isReadOn(replay().orElseThrow(), event));
  }

  private Optional<Replay> replay() {
    return build.replay(stream.type(), stream.key());
  }

  private boolean isReadOn(Replay replay, StoredEvent event) {
    highest = Math.max(highest, event.sequenceNumber());
    if (event.serializer() != MessageSerializer.IDENTIFIER) {
      return true;
    }
    String place = "event %d of '%s'".formatted(event.sequenceNumber(), event.persistenceId());
    try {
      Optional<Finding> finding =
          replay.next(event.sequenceNumber(), event.manifest(), ciphers.open(event));
      entries++;
      finding.ifPresent(found -> report.add(found.at(place)));
      isOver = finding.isPresent();
    } catch (CipherFailure.KeyDestroyed e) {
      isOver = true; // As was wanted; nobody reads what is left of it.
    } catch (CipherFailure e) {
      report.add(
          new Finding(
                  false,
                  event.manifest(),
                  "one that is stored can't be opened, so that nobody knows whether it can be read",
                  String.valueOf(e.getMessage()))
              .at(place));
      isOver = true;
    }
    return !isOver;
  }
}
