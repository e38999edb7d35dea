package dev.troupe.persistence.postgres;

/** Our journal, where no setting selects the stock one: a plain Pekko entity sees no difference. */
class PostgresPluginIT extends StockPluginIT {

  @Override
  String dao() {
    return "postgres";
  }
}
