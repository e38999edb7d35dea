package dev.troupe.persistence.postgres;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;

/** Actor systems on our journal. */
public final class Systems {

  private Systems() {}

  /** The settings of an actor system on this database, as a node has them. */
  public static Config config(DatabaseSettings settings) {
    Config journal = ConfigFactory.parseResources("dev/troupe/persistence/postgres/journal.conf");
    return ConfigFactory.parseString("jdbc-journal.dao = \"" + ReadingDao.class.getName() + "\"")
        .withFallback(settings.toConfig())
        .withFallback(journal)
        .withFallback(ConfigFactory.load())
        .resolve();
  }
}
