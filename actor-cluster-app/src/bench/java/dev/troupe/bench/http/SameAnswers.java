package dev.troupe.bench.http;

import java.io.IOException;
import java.util.List;

/** What both services must answer alike, so that they are compared at the same work. */
final class SameAnswers {
  private static final String PATH = HttpRequests.account(0);

  private SameAnswers() {}

  /**
   * A command and what it must be answered with.
   *
   * @param leavesRow in the journal, and in the ledger
   */
  private record Case(
      String command, String key, String body, int status, String says, boolean leavesRow) {}

  private static final List<Case> CASES =
      List.of(
          new Case("deposit", "same-1", "{\"cents\":250}", 200, "{\"cents\":250}", true),
          new Case("deposit", "same-1", "{\"cents\":250}", 200, "{\"cents\":250}", false),
          new Case("deposit", "same-1", "{\"cents\":251}", 409, "id-reused", false),
          new Case("withdraw", "same-2", "{\"cents\":100}", 200, "{\"cents\":150}", true),
          new Case("deposit", "same-1", "{\"cents\":250}", 200, "{\"cents\":250}", false),
          new Case("deposit", "same-3", "{\"cents\":", 400, "malformed-json", false));

  /** Fails if the service answers otherwise; its accounts are open and empty. */
  static void require(HttpDeposits deposits) throws IOException {
    for (Case each : CASES) {
      HttpResponse answer =
          deposits.one(
              HttpRequests.post(PATH + "/" + each.command(), each.key(), each.body()),
              each.leavesRow());
      if (answer.status() != each.status() || !answer.body().contains(each.says())) {
        throw new IllegalStateException("%s: was answered with %s".formatted(each, answer));
      }
    }
    overdraw(deposits);
  }

  /** Without a key: with one, the refusal is a row in the journal, and none in the ledger. */
  private static void overdraw(HttpDeposits deposits) throws IOException {
    HttpResponse answer =
        deposits.one(HttpRequests.post(PATH + "/withdraw", "{\"cents\":999999}"), false);
    if (answer.status() != 409 || !answer.body().contains("overdrawn")) {
      throw new IllegalStateException("an overdraft was answered with " + answer);
    }
  }
}
