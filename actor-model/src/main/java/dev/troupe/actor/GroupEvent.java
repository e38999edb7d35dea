package dev.troupe.actor;

/** What a group's supervisor hears. Members are numbered in their start order, from 0. */
sealed interface GroupEvent {

  /** This member has started. */
  record Started(int member) implements GroupEvent {}

  /** This member is down, with all its children, and waits to be started anew. */
  record Failed(int member, Throwable cause) implements GroupEvent {}

  /** This member is down, as it was ordered to be in this round. */
  record Halted(int member, int round) implements GroupEvent {}

  /** The wait before a restart of all is over. */
  record AllDue(int round, Throwable cause) implements GroupEvent {}

  /** The wait before a restart of this member is over. */
  record OneDue(int round, int member, Throwable cause) implements GroupEvent {}
}
