package dev.troupe.cluster.testkit;

import dev.troupe.local.NodeProcess.NodeAddress;
import dev.troupe.persistence.postgres.DatabaseSettings;
import java.util.List;
import java.util.Set;

/**
 * What lies between the nodes of a cluster, and how a node is cut off. Nodes are given by their
 * numbers, counted from 1. For one thread at a time.
 */
sealed interface Wiring extends AutoCloseable permits Wiring.Direct, Networks, Relays {

  /** Where the nodes are, in the order of their numbers; made of addresses that are free. */
  List<NodeAddress> addresses(List<NodeAddress> free);

  /** The database as nodes reach it: as others do, unless this says otherwise. */
  default DatabaseSettings reached(DatabaseSettings database) {
    return database;
  }

  /** The command that a node's command is given to; none for no other. */
  default List<String> within(int node) {
    return List.of();
  }

  /** Options of a node's JVM. */
  default List<String> options(int node) {
    return List.of();
  }

  /** Nothing goes between this node and those others from now on. */
  void isolate(int node, Set<Integer> others);

  /** All goes everywhere again. */
  void heal();

  @Override
  void close();

  /** Nothing lies between them. */
  record Direct() implements Wiring {

    @Override
    public List<NodeAddress> addresses(List<NodeAddress> free) {
      return free;
    }

    @Override
    public void isolate(int node, Set<Integer> others) {
      throw refused();
    }

    @Override
    public void heal() {
      throw refused();
    }

    private static IllegalStateException refused() {
      return new IllegalStateException(
          "nodes can be parted in a cluster of @Cluster(parting = true) only");
    }

    @Override
    public void close() {}
  }
}
