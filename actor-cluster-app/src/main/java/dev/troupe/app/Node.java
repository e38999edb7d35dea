package dev.troupe.app;

import dev.troupe.cluster.Entities;
import org.apache.pekko.actor.typed.ActorSystem;

/**
 * A running node, as features see it.
 *
 * @param system Pekko's actor system
 * @param entities the entities of the cluster
 */
public record Node(ActorSystem<?> system, Entities entities) {}
