package dev.troupe.sample.actors;

/** What is published to whoever wants to hear it. */
sealed interface News {
  record Weather(String text) implements News {}

  sealed interface Sport extends News {}

  record Football(String text) implements Sport {}

  record Tennis(String text) implements Sport {}
}
