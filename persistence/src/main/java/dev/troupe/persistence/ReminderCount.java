package dev.troupe.persistence;

/**
 * How many reminders a tenant had in the table at one moment.
 *
 * @param reminders at least 0
 * @param snapshot whose changes are among them
 */
public record ReminderCount(long reminders, TransactionSnapshot snapshot) {}
