package dev.troupe.model;

/**
 * A request addressed to one entity; a record of a sealed interface that extends this.
 *
 * <p>A command whose name starts with {@code Get} is a query: it persists nothing, and may be
 * answered any number of times.
 *
 * @param <N> the entity it is addressed to, so that an account can't be sent a session's command
 * @param <R> the answer the caller gets
 */
public interface EntityCommand<N, R> {}
