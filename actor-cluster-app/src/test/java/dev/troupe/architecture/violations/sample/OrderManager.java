package dev.troupe.architecture.violations.sample;

/** A name that says nothing. */
final class OrderManager {
  private OrderManager() {}
}
