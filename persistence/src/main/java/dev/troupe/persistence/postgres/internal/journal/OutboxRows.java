package dev.troupe.persistence.postgres.internal.journal;

import dev.troupe.persistence.Attachments;
import dev.troupe.persistence.Attachments.Encoded;
import dev.troupe.persistence.Slices;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The outbox as a transaction of the journal writes it. Confined to one thread. */
final class OutboxRows {
  private final BinaryArray takenIds = BinaryArray.ofLongs();
  private final BinaryArray takers = BinaryArray.ofTexts();
  private final BinaryArray takerSlices = BinaryArray.ofInts();

  /** 1 where the message was accepted, 0 where it was rejected. */
  private final BinaryArray outcomes = BinaryArray.ofInts();

  private final ArrayStatement take;

  private final BinaryArray senders = BinaryArray.ofTexts();
  private final BinaryArray slices = BinaryArray.ofInts();
  private final BinaryArray receiverTypes = BinaryArray.ofTexts();
  private final BinaryArray receivers = BinaryArray.ofTexts();
  private final BinaryArray manifests = BinaryArray.ofTexts();
  private final BinaryArray payloads = BinaryArray.ofBytes();
  private final BinaryArray acceptedManifests = BinaryArray.ofTexts();
  private final BinaryArray acceptedPayloads = BinaryArray.ofBytes();
  private final BinaryArray rejectedManifests = BinaryArray.ofTexts();
  private final BinaryArray rejectedPayloads = BinaryArray.ofBytes();
  private final BinaryArray keys = BinaryArray.ofInts();
  private final ArrayStatement put;

  OutboxRows(Tables tables) {
    String outbox = tables.prefix() + "outbox";
    take = takeFrom(outbox);
    put = putInto(outbox);
  }

  private ArrayStatement takeFrom(String outbox) {
    return new ArrayStatement(
        """
        WITH mine AS (
          SELECT * FROM unnest(?::bigint[], ?::text[], ?::int[], ?::int[])
            AS t (id, receiver, slice, accepted)
        ), taken AS (
          DELETE FROM %1$s o USING mine m
          WHERE o.id = m.id AND o.receiver_type || '|' || o.receiver = m.receiver
            AND (m.accepted = 1 OR o.rejected_manifest IS NOT NULL)
          RETURNING o.id, o.persistence_id AS sender, m.receiver, m.slice,
            CASE m.accepted WHEN 1 THEN o.accepted_manifest ELSE o.rejected_manifest END
              AS manifest,
            CASE m.accepted WHEN 1 THEN o.accepted_payload ELSE o.rejected_payload END AS payload,
            o.key_number
        ), told AS (
          INSERT INTO %1$s
            (persistence_id, slice, receiver_type, receiver, manifest, payload, key_number)
          SELECT receiver, slice, split_part(sender, '|', 1),
            substr(sender, position('|' in sender) + 1), manifest, payload,
            key_number
          FROM taken WHERE manifest IS NOT NULL ORDER BY id
        )
        SELECT id FROM taken
        UNION ALL
        SELECT o.id FROM mine m JOIN %1$s o ON o.id = m.id
        WHERE o.receiver_type || '|' || o.receiver = m.receiver
          AND m.accepted = 0 AND o.rejected_manifest IS NULL\
        """
            .formatted(outbox),
        takenIds,
        takers,
        takerSlices,
        outcomes);
  }

  private ArrayStatement putInto(String outbox) {
    return new ArrayStatement(
        """
        INSERT INTO %s (persistence_id, slice, receiver_type, receiver, manifest, payload,
          accepted_manifest, accepted_payload, rejected_manifest, rejected_payload, key_number)
        SELECT unnest(?::text[]), unnest(?::int[]), unnest(?::text[]), unnest(?::text[]),
          unnest(?::text[]), unnest(?::bytea[]), unnest(?::text[]), unnest(?::bytea[]),
          unnest(?::text[]), unnest(?::bytea[]), unnest(?::int[])\
        """
            .formatted(outbox),
        senders,
        slices,
        receiverTypes,
        receivers,
        manifests,
        payloads,
        acceptedManifests,
        acceptedPayloads,
        rejectedManifests,
        rejectedPayloads,
        keys);
  }

  void clear() {
    take.clear();
    put.clear();
  }

  /** Notes that this entity has accepted or rejected the message. */
  void addTaken(long id, String receiver, boolean isAccepted) {
    takenIds.add(id);
    takers.add(receiver);
    takerSlices.add(Slices.of(receiver));
    outcomes.add(isAccepted ? 1 : 0);
  }

  /**
   * Deletes the messages that were noted and tells their senders; those that were still there. One
   * that was rejected and whose sender does not want to know is left: it is tried again.
   */
  Set<Long> take(Connection connection) throws SQLException {
    Set<Long> taken = new HashSet<>();
    take.query(connection, row -> taken.add(row.getLong(1)));
    return taken;
  }

  /** Notes messages of this entity. */
  void addNew(String sender, List<Attachments.Outgoing> messages) {
    int slice = messages.isEmpty() ? 0 : Slices.of(sender);
    for (Attachments.Outgoing message : messages) {
      senders.add(sender);
      slices.add(slice);
      receiverTypes.add(message.receiverType());
      receivers.add(message.receiver().encoded());
      add(Optional.of(message.command()), manifests, payloads);
      add(message.accepted(), acceptedManifests, acceptedPayloads);
      add(message.rejected(), rejectedManifests, rejectedPayloads);
      keys.add(message.command().keyNumber());
    }
  }

  private static void add(Optional<Encoded> command, BinaryArray manifests, BinaryArray payloads) {
    manifests.add(command.map(Encoded::manifest).orElse(null));
    payloads.add(command.map(Encoded::fields).orElse(null));
  }

  /** Inserts the messages that were noted, in their order. */
  void put(Connection connection) throws SQLException {
    put.execute(connection);
  }
}
