package dev.troupe.persistence.postgres;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import dev.troupe.persistence.postgres.internal.ConnectionPool;
import dev.troupe.persistence.postgres.internal.journal.JournalReads;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.persistence.jdbc.db.SlickExtension;
import org.apache.pekko.persistence.jdbc.db.SlickExtensionImpl;
import slick.jdbc.hikaricp.HikariCPJdbcDataSource;

/**
 * How a node uses its database now. Asks the database nothing; thread-safe.
 *
 * @param system an actor system whose journal is ours, and open
 */
public record DatabaseUse(ActorSystem<?> system) {
  /** The name of the journal's pool. */
  public static final String JOURNAL = "troupe-journal";

  /**
   * A pool of connections.
   *
   * @param name what it is for
   * @param active connections that are used
   * @param idle connections that are open and not used
   * @param waiting threads that wait for one
   * @param most how many there may be
   */
  public record Pool(String name, int active, int idle, int waiting, int most) {
    private static Pool of(String name, HikariDataSource source) {
      HikariPoolMXBean now = source.getHikariPoolMXBean();
      // Made with the first connection.
      return now == null
          ? new Pool(name, 0, 0, 0, source.getMaximumPoolSize())
          : new Pool(
              name,
              now.getActiveConnections(),
              now.getIdleConnections(),
              now.getThreadsAwaitingConnection(),
              source.getMaximumPoolSize());
    }

    private Pool and(Pool other) {
      return new Pool(
          name,
          active + other.active,
          idle + other.idle,
          waiting + other.waiting,
          most + other.most);
    }
  }

  /** Whether the journal leaves the database alone, since it failed so often in a row. */
  public boolean isLeftAlone() {
    return JournalReads.on(system).fuse().isOpen();
  }

  /** The journal's pool and the others of this JVM, by name; those of one name as one. */
  public List<Pool> pools() {
    Map<String, Pool> pools = new TreeMap<>();
    List<Pool> all = new ArrayList<>();
    ConnectionPool.open().forEach(source -> all.add(Pool.of(source.getPoolName(), source)));
    if (journal() instanceof HikariCPJdbcDataSource source) {
      all.add(Pool.of(JOURNAL, source.ds()));
    }
    all.forEach(pool -> pools.merge(pool.name(), pool, Pool::and));
    return List.copyOf(pools.values());
  }

  private Object journal() {
    SlickExtensionImpl slick = (SlickExtensionImpl) SlickExtension.get(Adapter.toClassic(system));
    return slick.database(system.settings().config().getConfig("jdbc-journal")).database().source();
  }
}
