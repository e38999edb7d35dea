package dev.troupe.persistence.postgres.internal.journal;

import dev.troupe.persistence.Attachments;
import dev.troupe.persistence.Attachments.Encoded;
import dev.troupe.persistence.Attachments.Outgoing;
import dev.troupe.persistence.Attachments.Reminder;
import dev.troupe.persistence.PayloadCipher.Sealer;
import dev.troupe.persistence.internal.AssociatedData;
import java.util.List;

/** Seals what one entity stores, sends and reminds itself of. */
record Sealing(Sealer sealer, String tenant, String persistenceId) {

  /** This row with its payloads sealed. */
  NewRow of(NewRow plain) {
    return plain.sealed(sealer, tenant);
  }

  /** These with all payloads sealed. */
  Attachments of(Attachments attachments) {
    if (attachments.outgoing().isEmpty() && attachments.reminders().isEmpty()) {
      return attachments;
    }
    List<Outgoing> outgoing = attachments.outgoing().stream().map(this::of).toList();
    List<Reminder> reminders = attachments.reminders().stream().map(this::of).toList();
    return new Attachments(outgoing, reminders, attachments.forgotten(), attachments.consumed());
  }

  /** An answer is bound to the row that it becomes: from the receiver to this entity. */
  private Outgoing of(Outgoing message) {
    String receiver = message.receiverType() + "|" + message.receiver().encoded();
    return new Outgoing(
        message.receiverType(),
        message.receiver(),
        message(persistenceId, receiver, message.command()),
        message.accepted().map(answer -> message(receiver, persistenceId, answer)),
        message.rejected().map(answer -> message(receiver, persistenceId, answer)));
  }

  private Encoded message(String from, String to, Encoded plain) {
    return sealed(plain, AssociatedData.message(tenant, from, to, plain.manifest()));
  }

  private Reminder of(Reminder plain) {
    Encoded command = plain.command();
    return new Reminder(
        plain.name(),
        plain.schedule(),
        sealed(
            command,
            AssociatedData.reminder(tenant, persistenceId, plain.name(), command.manifest())));
  }

  private Encoded sealed(Encoded plain, byte[] associatedData) {
    return new Encoded(
        plain.manifest(), sealer.seal(plain.fields(), associatedData), sealer.keyNumber());
  }
}
