package dev.troupe.architecture.violations.tenants;

import java.sql.Connection;

/** Has a connection of its own beside the pool. */
record OpensConnections(Connection connection) {}
