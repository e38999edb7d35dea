package dev.troupe.persistence.postgres.evolution;

import dev.troupe.persistence.CipherFailure;
import dev.troupe.persistence.PayloadCiphers;
import dev.troupe.persistence.StoredEvent;
import dev.troupe.persistence.evolution.Catalogue;
import dev.troupe.persistence.evolution.Catalogue.Entry;
import dev.troupe.persistence.evolution.Catalogue.Sample;
import dev.troupe.persistence.evolution.StoredName;
import dev.troupe.persistence.postgres.DatabaseSettings;
import dev.troupe.persistence.postgres.FixedPool;
import dev.troupe.persistence.postgres.evolution.CatalogueTable.Row;
import dev.troupe.persistence.postgres.evolution.StreamChoice.Stream;
import dev.troupe.persistence.postgres.internal.ConnectionPool;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Puts what a database holds into a {@link Catalogue}. For one thread at a time; blocks. */
public final class CatalogueExport {
  private final PayloadCiphers ciphers;
  private final Samples wanted;

  /** What is taken along of the payloads of samples. */
  public enum Payloads {
    /** Nothing. */
    NONE,
    /** What is sealed, as it is stored; of what is stored as plain text nothing. */
    SEALED,
    /** What tenants said, for everyone to read who has the file. */
    OPEN
  }

  /**
   * Which samples are taken along.
   *
   * @param streamsPerType how many streams of each type; 0 for none
   * @param eventsPerStream the first entries of each
   */
  public record Samples(int streamsPerType, int eventsPerStream, Payloads payloads) {}

  /** An export of so much, opened with these keys. */
  public CatalogueExport(PayloadCiphers ciphers, Samples wanted) {
    this.ciphers = ciphers;
    this.wanted = wanted;
  }

  /**
   * What is there now. Commands that were all sent are left out.
   *
   * @param progress hears from time to time how far it is
   * @throws SQLException if the database can't be asked
   * @throws CipherFailure.KeysUnavailable if what is to be open can't be opened now
   */
  public Catalogue of(DatabaseSettings database, Consumer<String> progress) throws SQLException {
    try (ConnectionPool pool = ConnectionPool.of(database, FixedPool.EVOLUTION);
        Connection connection = pool.connect()) {
      connection.setAutoCommit(false);
      List<Row> rows = EvolutionCheck.complete(connection, progress);
      CatalogueTable table = new CatalogueTable(connection);
      List<StoredName> names = new ArrayList<>();
      for (Row row : rows) {
        if (table.isThere(row.name())) {
          names.add(row.name());
        }
      }
      List<Sample> samples =
          wanted.streamsPerType() == 0 ? List.of() : samples(new SampleRows(connection), rows);
      connection.commit();
      return new Catalogue(Catalogue.FORMAT, Instant.now(), names, samples);
    }
  }

  private List<Sample> samples(SampleRows rows, List<Row> names) throws SQLException {
    List<Sample> samples = new ArrayList<>();
    for (Stream stream : EvolutionCheck.choose(rows, names, wanted.streamsPerType())) {
      sample(rows, stream).ifPresent(samples::add);
    }
    return samples;
  }

  /** Without what nobody will read again, whatever the build. */
  private Optional<Sample> sample(SampleRows rows, Stream stream) throws SQLException {
    List<Entry> entries = new ArrayList<>();
    try {
      rows.first(stream.candidate(), wanted.eventsPerStream(), event -> entries.add(entry(event)));
      return Optional.of(new Sample(stream.type(), entries));
    } catch (CipherFailure.KeyDestroyed | CipherFailure.NotAuthentic e) {
      return Optional.empty();
    }
  }

  private Entry entry(StoredEvent event) {
    boolean isSealed = event.keyNumber() != null;
    boolean isOpened = wanted.payloads() == Payloads.OPEN;
    boolean isTaken = isOpened || (isSealed && wanted.payloads() == Payloads.SEALED);
    return new Entry(
        event.sequenceNumber(),
        event.serializer(),
        event.manifest(),
        isSealed && !isOpened,
        !isTaken ? null : isOpened ? ciphers.open(event) : event.payload());
  }
}
