package dev.troupe.monitor;

import dev.troupe.persistence.postgres.DatabaseUse;
import dev.troupe.persistence.postgres.DatabaseUse.Pool;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;

/** The connections to the database. */
final class Pools implements NodeMonitor.Look {
  private final DatabaseUse database;
  private final MultiGauge connections;
  private final MultiGauge most;

  Pools(DatabaseUse database, MeterRegistry registry) {
    this.database = database;
    this.connections =
        MultiGauge.builder("troupe.database.connections")
            .description("connections that are used or idle, and threads that wait for one")
            .register(registry);
    this.most =
        MultiGauge.builder("troupe.database.connections.max")
            .description("connections that there may be")
            .register(registry);
  }

  @Override
  public void look() {
    List<Row<?>> now = new ArrayList<>();
    List<Row<?>> bounds = new ArrayList<>();
    for (Pool pool : database.pools()) {
      Tags tags = Tags.of("pool", pool.name());
      now.add(Row.of(tags.and("state", "active"), pool.active()));
      now.add(Row.of(tags.and("state", "idle"), pool.idle()));
      now.add(Row.of(tags.and("state", "waiting"), pool.waiting()));
      bounds.add(Row.of(tags, pool.most()));
    }
    connections.register(now, true);
    most.register(bounds, true);
  }
}
