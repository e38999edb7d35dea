package dev.troupe.persistence;

import org.jspecify.annotations.Nullable;

/**
 * An event as a row of the journal has it.
 *
 * @param tenant in the persistence id
 * @param sequenceNumber of the entity's entries
 * @param serializer the number of who wrote it
 * @param manifest its name to that serializer
 * @param payload its bytes
 * @param keyNumber the tenant's key that they are sealed with; null for plain text
 */
@SuppressWarnings("ArrayRecordComponent") // As the driver gives it; never compared.
public record StoredEvent(
    String tenant,
    String persistenceId,
    long sequenceNumber,
    int serializer,
    String manifest,
    byte[] payload,
    @Nullable Integer keyNumber) {}
