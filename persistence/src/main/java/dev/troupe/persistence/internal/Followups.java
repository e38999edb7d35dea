package dev.troupe.persistence.internal;

import dev.troupe.model.Broken;
import dev.troupe.model.EntityCommand;
import dev.troupe.model.EntityContract;
import dev.troupe.model.EntityKey;
import dev.troupe.model.Followup;
import dev.troupe.model.OutboxMessage;
import dev.troupe.model.Throttled;
import dev.troupe.model.TooLarge;
import dev.troupe.persistence.Attachments;
import dev.troupe.persistence.Attachments.Encoded;
import dev.troupe.persistence.Attachments.Outgoing;
import dev.troupe.persistence.Attachments.Reminder;
import dev.troupe.persistence.Delivery;
import dev.troupe.persistence.MessageMappers;
import dev.troupe.persistence.ReminderQuota;
import dev.troupe.persistence.UnreadableMessage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Turns what a decision says beside its events into what the journal commits. Thread-safe.
 *
 * <p>Whatever could not be delivered later is refused now, while the caller waits and nothing is
 * done: a command of the wrong entity, one that can't be read back, one that no frame takes.
 */
public final class Followups {
  /** The setting that says which journal there is. */
  public static final String SETTING = "troupe.journal.dao";

  /** The most that one decision may be followed by. */
  static final int MOST = 1000;

  private static final String STOCK = "stock";

  private final Map<String, EntityCodec> codecs;
  private final boolean isCommitted;
  private final ReminderQuota quota;

  /**
   * The followups of entities of these types.
   *
   * @param codecs by entity type, of all types to which messages can be sent
   * @param dao the value of {@link #SETTING}
   * @param quota how many reminders there may be
   */
  public Followups(Map<String, EntityCodec> codecs, String dao, ReminderQuota quota) {
    this.codecs = codecs;
    this.quota = quota;
    this.isCommitted = !dao.equals(STOCK);
  }

  /**
   * What the journal commits for the entity of this key.
   *
   * @param from what the command comes from, if it is a delivery
   * @throws Broken if the entity says what can't be carried out
   * @throws TooLarge if it is more than may be sent or stored
   * @throws Throttled if the tenant would have more reminders than it may
   */
  Attachments of(EntityCodec own, EntityKey key, Optional<Delivery> from, List<Followup> followups)
      throws IOException {
    if (followups.isEmpty()) {
      return Attachments.NONE;
    }
    String who = own.contract().type() + " " + key;
    requireCommitted(who, "a message or a reminder");
    if (followups.size() > MOST) {
      throw new TooLarge(
          "%s: a decision may be followed by at most %d messages and reminders, was %d; let a message to itself do the rest"
              .formatted(who, MOST, followups.size()));
    }
    Translation translation = new Translation(own, key, who);
    for (Followup followup : followups) {
      translation.add(followup);
    }
    Attachments attachments = translation.result();
    Attachments answering =
        from.map(delivery -> attachments.consuming(delivery, true)).orElse(attachments);
    quota.add(key.tenant(), answering.remindersSet());
    return attachments;
  }

  /** Refuses what the journal that is chosen would not commit. */
  void requireCommitted(String who, String what) {
    if (!isCommitted) {
      throw new Broken(
          "%s: %s can't be committed with its events, because %s is '%s'; set it to 'postgres'"
              .formatted(who, what, SETTING, STOCK));
    }
  }

  /** Of one decision; confined to one call. */
  private final class Translation {
    private final EntityCodec own;
    private final EntityKey key;
    private final String who;
    private final List<Outgoing> outgoing = new ArrayList<>();

    /** By name; none where the reminder is cancelled. The last word about a name holds. */
    private final Map<String, Optional<Reminder>> reminders = new LinkedHashMap<>();

    private long bytes;

    Translation(EntityCodec own, EntityKey key, String who) {
      this.own = own;
      this.key = key;
      this.who = who;
    }

    void add(Followup followup) throws IOException {
      switch (followup) {
        case Followup.Enqueue enqueue -> outgoing.add(outgoing(enqueue.message()));
        case Followup.Remind remind ->
            reminders.put(
                remind.name(),
                Optional.of(
                    new Reminder(
                        remind.name(),
                        remind.schedule(),
                        encoded(own, "remind", remind.command()))));
        case Followup.Forget forget -> reminders.put(forget.name(), Optional.empty());
      }
    }

    private Outgoing outgoing(OutboxMessage message) throws IOException {
      String type = message.type().name();
      EntityCodec receiver = codecs.get(type);
      if (receiver == null) {
        throw new Broken(
            "%s: enqueue is to '%s', and no such type is registered on this node; known: %s"
                .formatted(who, type, codecs.keySet()));
      }
      return new Outgoing(
          type,
          EntityKey.of(key.tenant(), message.id()),
          encoded(receiver, "enqueue", message.command()),
          told("whenAccepted", message.accepted()),
          told("whenRejected", message.rejected()));
    }

    private Optional<Encoded> told(String word, Optional<EntityCommand<?, ?>> command)
        throws IOException {
      return command.isEmpty() ? Optional.empty() : Optional.of(encoded(own, word, command.get()));
    }

    /** The command as it is stored, read back once: what can't be read must not be written. */
    private Encoded encoded(EntityCodec codec, String word, EntityCommand<?, ?> command)
        throws IOException {
      String name = nameOf(codec.contract(), word, command);
      byte[] fields = codec.writeCommand(command);
      if (fields.length > EnvelopeCodec.LONGEST_COMMAND) {
        throw EnvelopeCodec.tooLarge("%s: %s".formatted(who, word), fields.length);
      }
      bytes += fields.length;
      if (bytes > MessageMappers.LONGEST_MESSAGE) {
        throw new TooLarge(
            "%s: the messages and reminders of a decision may have %d bytes in all, and have more; say it in several"
                .formatted(who, MessageMappers.LONGEST_MESSAGE));
      }
      try {
        codec.readCommand(name, fields);
      } catch (UnreadableMessage e) {
        throw new Broken(
            "%s: %s of %s can't be delivered: %s".formatted(who, word, name, e.getMessage()));
      }
      String manifest = Manifest.of(Manifest.Kind.COMMAND, codec.contract().type(), name).encoded();
      return new Encoded(manifest, fields);
    }

    private String nameOf(EntityContract contract, String word, EntityCommand<?, ?> command) {
      try {
        return contract.commandOf(command).name();
      } catch (IllegalArgumentException e) {
        throw new Broken(
            "%s: %s takes a command of %s, was %s"
                .formatted(who, word, contract.type(), command.getClass().getSimpleName()));
      }
    }

    Attachments result() {
      List<Reminder> set = reminders.values().stream().flatMap(Optional::stream).toList();
      List<String> forgotten =
          reminders.entrySet().stream()
              .filter(each -> each.getValue().isEmpty())
              .map(Map.Entry::getKey)
              .toList();
      return new Attachments(outgoing, set, forgotten, Optional.empty());
    }
  }
}
