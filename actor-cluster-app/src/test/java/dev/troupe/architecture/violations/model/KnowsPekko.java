package dev.troupe.architecture.violations.model;

import org.apache.pekko.actor.typed.ActorRef;

/** A word of the model that only Pekko understands. */
record KnowsPekko(ActorRef<String> ref) {}
