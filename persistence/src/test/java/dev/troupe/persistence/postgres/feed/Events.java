package dev.troupe.persistence.postgres.feed;

import dev.troupe.persistence.Attachments;
import dev.troupe.persistence.JournalEntry;
import dev.troupe.persistence.MessageSerializer;
import dev.troupe.persistence.MessageTypes;
import dev.troupe.persistence.StoredEvents;
import dev.troupe.persistence.Wallet;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Optional;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.SerializationExtension;
import org.apache.pekko.serialization.SerializerWithStringManifest;

/** Events of wallets, as the journal has them. */
final class Events implements AutoCloseable {
  private static final String INSERT =
      "INSERT INTO event_journal (persistence_id, sequence_number, writer, event_ser_id,"
          + " event_ser_manifest, event_payload) VALUES (?, ?, 'w', ?, ?, ?)";

  private final ActorSystem<Void> system =
      ActorSystem.create(
          Behaviors.<Void>empty(),
          "events",
          ActorSystemSetup.create(
              BootstrapSetup.create(), MessageSerializer.setup(MessageTypes.of(Wallet.TYPE))));
  private final Serialization serialization = SerializationExtension.get(Adapter.toClassic(system));

  StoredEvents<Wallet.Event> stored() {
    return StoredEvents.of(system, Wallet.Event.class);
  }

  ActorSystem<Void> system() {
    return system;
  }

  /** Writes that something was deposited into {@code wallet|tenant:id}. */
  void deposit(Connection connection, String key, long sequenceNumber, long cents)
      throws SQLException {
    var entry =
        new JournalEntry(
            "wallet",
            Optional.of(new Wallet.Deposited(cents)),
            Optional.empty(),
            Attachments.NONE,
            new byte[0]);
    var serializer = (SerializerWithStringManifest) serialization.findSerializerFor(entry);
    insert(
        connection,
        "wallet|" + key,
        sequenceNumber,
        serializer.manifest(entry),
        serializer.toBinary(entry));
  }

  /** Writes an entry that holds no event. */
  void receipt(Connection connection, String key, long sequenceNumber) throws SQLException {
    insert(connection, "wallet|" + key, sequenceNumber, "wallet/.receipt", new byte[] {1});
  }

  /** Writes whatever it is. */
  void insert(Connection connection, String id, long number, String manifest, byte[] payload)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
      statement.setString(1, id);
      statement.setLong(2, number);
      statement.setInt(3, 4_204_201);
      statement.setString(4, manifest);
      statement.setBytes(5, payload);
      statement.executeUpdate();
    }
  }

  @Override
  public void close() {
    ActorTestKit.shutdown(system);
  }
}
