package dev.troupe.sample.bank;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.sample.bank.BankClient.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A day at the bank: accounts, transfers of which some fail, and alarms; and what must hold when it
 * is over, whatever happened meanwhile.
 */
final class BankDay {
  private static final int ACCOUNTS = 8;
  private static final int TRANSFERS = 40;
  private static final int ALARMS = 12;
  private static final int CLIENTS = 8;
  private static final long START_CENTS = 1000;
  private static final String NOBODY = "nobody";
  private static final Pattern ROW =
      Pattern.compile("\"account\":\"([^\"]+)\",\"cents\":(-?[0-9]+)");

  private final String tenant;
  private final BankClient client;
  private final List<Order> orders = new ArrayList<>();

  private record Order(String from, String to, long cents) {}

  BankDay(String tenant, BankClient client, Random random) {
    this.tenant = tenant;
    this.client = client;
    for (int i = 0; i < TRANSFERS; i++) {
      int from = random.nextInt(ACCOUNTS);
      // One in eight goes to an account that is not open, and must come back.
      boolean isInVain = random.nextInt(8) == 0;
      String to = isInVain ? NOBODY : account((from + 1 + random.nextInt(ACCOUNTS - 1)) % ACCOUNTS);
      orders.add(new Order(account(from), to, 1 + random.nextInt(400)));
    }
  }

  private static String account(int number) {
    return "a-" + number;
  }

  private String path(String type, String id, String last) {
    return "/tenants/%s/%s/%s/%s".formatted(tenant, type, id, last);
  }

  /** Lives it, until all that was asked for is acknowledged. */
  void live() throws Exception {
    try (var clients = Executors.newFixedThreadPool(CLIENTS)) {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < ACCOUNTS; i++) {
        String account = account(i);
        all.add(
            clients.submit(() -> {
              tell("account", account, "open", "{\"owner\":\"ann\"}");
              tell("account", account, "deposit", "{\"cents\":%d}".formatted(START_CENTS));
            }));
      }
      await(all);
      for (int i = 0; i < ALARMS; i++) {
        String alarm = "r-" + i;
        all.add(clients.submit(() -> tell("alarm", alarm, "arm", "{}")));
      }
      for (int i = 0; i < TRANSFERS; i++) {
        Order order = orders.get(i);
        String transfer = "t-" + i;
        all.add(
            clients.submit(() ->
                tell(
                    "transfer",
                    transfer,
                    "start",
                    "{\"from\":\"%s\",\"to\":\"%s\",\"cents\":%d}"
                        .formatted(order.from(), order.to(), order.cents()))));
      }
      await(all);
    }
  }

  private static void await(List<Future<?>> all) throws Exception {
    for (Future<?> each : all) {
      each.get(3, TimeUnit.MINUTES);
    }
    all.clear();
  }

  private void tell(String type, String id, String command, String body) {
    Answer answer = client.send(path(type, id, command), body, command);
    assertThat(answer.status()).as("%s %s %s: %s", type, id, command, answer).isBetween(200, 204);
  }

  /** Whether nothing is under way any more. */
  boolean isOver() {
    for (int i = 0; i < TRANSFERS; i++) {
      if (!List.of("DONE", "REFUSED", "GIVEN_BACK").contains(stage(i))) {
        return false;
      }
    }
    for (int i = 0; i < ALARMS; i++) {
      if (!rings(i).equals(expectedRings())) {
        return false;
      }
    }
    return true;
  }

  private static String expectedRings() {
    return "{\"rings\":1,\"ticks\":%d}".formatted(Alarm.TICKS);
  }

  private String rings(int alarm) {
    return client.get(path("alarm", "r-" + alarm, "rings")).body();
  }

  private String stage(int transfer) {
    return client
        .get(path("transfer", "t-" + transfer, "status"))
        .body()
        .replaceAll(".*\"stage\":\"([A-Z_]+)\".*", "$1");
  }

  /** What each account must hold, by the transfers that say they are done. */
  Map<String, Long> expectedCents() {
    Map<String, Long> cents = new TreeMap<>();
    for (int i = 0; i < ACCOUNTS; i++) {
      cents.put(account(i), START_CENTS);
    }
    for (int i = 0; i < TRANSFERS; i++) {
      Order order = orders.get(i);
      String stage = stage(i);
      assertThat(stage)
          .as("a transfer to %s", order.to())
          .isEqualTo(order.to().equals(NOBODY) && stage.equals("DONE") ? "not DONE" : stage);
      if (stage.equals("DONE")) {
        cents.merge(order.from(), -order.cents(), Long::sum);
        cents.merge(order.to(), order.cents(), Long::sum);
      }
    }
    return cents;
  }

  /** What each account holds. */
  Map<String, Long> cents() {
    Map<String, Long> cents = new TreeMap<>();
    for (int i = 0; i < ACCOUNTS; i++) {
      String body = client.get(path("account", account(i), "balance")).body();
      cents.put(account(i), Long.parseLong(body.replaceAll("[^0-9]", "")));
    }
    return cents;
  }

  /** What the projection says each account holds. */
  Map<String, Long> projectedCents() {
    String page = client.get("/tenants/%s/account-balances".formatted(tenant)).body();
    Map<String, Long> cents = new TreeMap<>();
    Matcher rows = ROW.matcher(page);
    while (rows.find()) {
      cents.put(rows.group(1), Long.parseLong(rows.group(2)));
    }
    return cents;
  }

  /** All there is. */
  static long total() {
    return ACCOUNTS * START_CENTS;
  }
}
