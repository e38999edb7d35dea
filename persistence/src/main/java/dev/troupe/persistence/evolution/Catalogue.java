package dev.troupe.persistence.evolution;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.troupe.model.EntityKey;
import dev.troupe.model.TenantId;
import dev.troupe.persistence.MessageSerializer;
import dev.troupe.persistence.evolution.StoredName.Store;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a journal holds, in a file: so that a build can be held against it where there is no
 * database.
 *
 * @param format of the file, {@link #FORMAT}
 * @param written when, by the clock of who wrote it
 * @param names all names of which something is stored
 * @param samples some streams; none unless they were asked for
 */
public record Catalogue(int format, Instant written, List<StoredName> names, List<Sample> samples) {
  /** The only format there is. */
  public static final int FORMAT = 1;

  private static final ObjectMapper JSON =
      new ObjectMapper()
          .registerModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .enable(SerializationFeature.INDENT_OUTPUT);

  /** Keeps the lists from being changed later. */
  public Catalogue {
    names = List.copyOf(names);
    samples = List.copyOf(samples);
  }

  /**
   * The stream of one entity, which is not named.
   *
   * @param type its type
   * @param entries from the first on
   */
  public record Sample(String type, List<Entry> entries) {}

  /**
   * An entry of a stream.
   *
   * @param sequenceNumber from 1
   * @param serializer the number of who wrote it
   * @param manifest its name to that serializer
   * @param isSealed whether the payload is as it is stored, and so can be read by nobody without
   *     the tenant's key
   * @param payload none unless it was asked for
   */
  @SuppressWarnings("ArrayRecordComponent") // As it was stored; never compared.
  public record Entry(
      long sequenceNumber,
      int serializer,
      String manifest,
      boolean isSealed,
      byte @Nullable [] payload) {

    private boolean isReadable() {
      return !isSealed && serializer == MessageSerializer.IDENTIFIER;
    }

    private List<Finding> check(BuildTypes build) {
      return build.check(new StoredName(Store.EVENT, serializer, manifest, "", Instant.EPOCH));
    }
  }

  /** As JSON, for people too. */
  public String toJson() {
    try {
      return JSON.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a catalogue can't be written", e);
    }
  }

  /**
   * Reads what {@link #toJson} wrote.
   *
   * @throws IllegalArgumentException if it is nothing of the kind, or of another format
   */
  public static Catalogue parse(String json) {
    try {
      Catalogue read = JSON.readValue(json, Catalogue.class);
      if (read.format != FORMAT) {
        throw new IllegalArgumentException(
            "catalogue: has format '%d', expected '%d'; export it with the version that checks it"
                .formatted(read.format, FORMAT));
      }
      return read;
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "catalogue: can't be read: %s; make one with 'evolution export'"
              .formatted(e.getOriginalMessage()),
          e);
    }
  }

  /**
   * Holds a build against it.
   *
   * @param accepted manifests of which findings stop nothing
   */
  public EvolutionReport check(BuildTypes build, Set<String> accepted) {
    EvolutionReport.Builder report = new EvolutionReport.Builder(accepted);
    names.forEach(name -> report.name(build.check(name)));
    for (int i = 0; i < samples.size(); i++) {
      check(samples.get(i), "sample %d".formatted(i + 1), build, report);
    }
    return report.build();
  }

  private static void check(
      Sample sample, String place, BuildTypes build, EvolutionReport.Builder report) {
    EntityKey nobody = EntityKey.of(TenantId.of("sample"), "sample");
    Optional<Replay> replay = build.replay(sample.type(), nobody);
    long read = 0;
    for (Entry entry : sample.entries()) {
      List<Finding> found = entry.check(build);
      byte[] payload = entry.payload();
      if (found.isEmpty() && payload != null && entry.isReadable() && replay.isPresent()) {
        found =
            replay.get().next(entry.sequenceNumber(), entry.manifest(), payload).stream().toList();
        read++;
      }
      found.forEach(
          each -> report.add(each.at("%s, entry %d".formatted(place, entry.sequenceNumber()))));
      if (!found.isEmpty()) {
        break;
      }
    }
    if (read > 0) {
      report.stream(read);
    } else {
      report.unread(1);
    }
  }
}
