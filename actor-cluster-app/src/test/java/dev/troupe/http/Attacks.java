package dev.troupe.http;

import dev.troupe.model.EntityContract.CommandType;
import dev.troupe.tenants.auth.Forge;
import dev.troupe.tenants.auth.Forge.Token;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** What a stranger sends to get in. */
final class Attacks {
  private final Forge forge;
  private final InstantSource clock;

  Attacks(Forge forge, InstantSource clock) {
    this.forge = forge;
    this.clock = clock;
  }

  /** A command or query, and the scope that it needs. */
  record Call(String method, String target, String scope) {
    static Call of(String type, CommandType command) {
      String entity = "/tenants/acme/%s/attacked/".formatted(type);
      String scope = type + ":" + command.name();
      return command.isQuery()
          ? new Call("GET", entity + command.noun(), scope)
          : new Call("POST", entity + command.name(), scope);
    }

    Call to(String id) {
      return new Call(method, target.replace("/attacked/", "/" + id + "/"), scope);
    }

    byte[] request(String headers, String body) {
      return !method.equals("POST")
          ? Wire.bodiless(method, target, headers)
          : Wire.post(target, headers + "Content-Type: application/json\r\n", Wire.ascii(body));
    }

    @Override
    public String toString() {
      return scope;
    }
  }

  /** A call with headers that are not to be believed, or not to suffice. */
  record Attack(String name, Call call, String headers, int status) {
    String code() {
      return status == 401 ? "unauthenticated" : "forbidden";
    }
  }

  static String bearer(String token) {
    return "Authorization: Bearer " + token + "\r\n";
  }

  List<Attack> on(Call call) {
    Token good = forge.token("acme", call.scope(), clock.instant());
    List<Attack> attacks = unbelieved(call, good);
    addPowerless(attacks, call, good);
    return attacks;
  }

  /** On what is no tenant's, and so a tenant's name in the token makes no difference. */
  List<Attack> onOperators(Call call) {
    Token good = forge.token("acme", call.scope(), clock.instant());
    List<Attack> attacks = unbelieved(call, good);
    attacks.add(forbidden("without a scope", call, good.claim("scope", null)));
    attacks.add(forbidden("who may do all in the tenant", call, good.claim("scope", "*:*")));
    attacks.add(
        forbidden(
            "with a scope that is nearly it",
            call,
            good.claim("scope", call.scope() + "s operator tenant:* operator:other")));
    return attacks;
  }

  private List<Attack> unbelieved(Call call, Token good) {
    List<Attack> attacks = new ArrayList<>();
    attacks.add(new Attack("no token", call, "", 401));
    attacks.add(new Attack("no bearer", call, "Authorization: Basic YTpi\r\n", 401));
    attacks.add(new Attack("an empty one", call, "Authorization: Bearer\r\n", 401));
    Call inQuery =
        new Call(call.method(), call.target() + "?access_token=" + good.text(), call.scope());
    attacks.add(new Attack("in the query", inQuery, "", 401));
    attacks.add(
        new Attack("in a cookie", call, "Cookie: access_token=" + good.text() + "\r\n", 401));
    attacks.add(new Attack("two", call, bearer(good.text()) + bearer(good.text()), 401));
    attacks.add(new Attack("two in one", call, bearer(good.text() + ", " + good.text()), 401));
    attacks.add(unbelieved("oversize", call, good.claim("more", "x".repeat(4600))));
    addForged(attacks, call, good);
    addUntimely(attacks, call, good);
    attacks.add(unbelieved("another issuer's", call, good.claim("iss", "https://evil.example")));
    attacks.add(unbelieved("for another audience", call, good.claim("aud", "evil")));
    return attacks;
  }

  private static Attack unbelieved(String name, Call call, Token token) {
    return new Attack(name, call, bearer(token.text()), 401);
  }

  private static Attack forbidden(String name, Call call, Token token) {
    return new Attack(name, call, bearer(token.text()), 403);
  }

  private void addForged(List<Attack> attacks, Call call, Token good) {
    Token strangers = forge.byAStranger(good);
    attacks.add(unbelieved("alg none", call, forge.unsigned(good)));
    attacks.add(unbelieved("alg None", call, forge.unsigned(good).header("alg", "None")));
    attacks.add(unbelieved("the public key as secret", call, forge.byPublicKeyAsSecret(good)));
    attacks.add(unbelieved("a stranger's key", call, strangers));
    attacks.add(unbelieved("a foreign kid", call, strangers.header("kid", "evil")));
    attacks.add(unbelieved("no kid", call, good.header("kid", null)));
    attacks.add(unbelieved("its own jwk", call, strangers.header("jwk", forge.strangersKey())));
    attacks.add(
        unbelieved("its own jku", call, strangers.header("jku", "http://127.0.0.1:1/evil")));
    attacks.add(unbelieved("another key's name", call, good.header("kid", "rsa")));
    String[] parts = good.text().split("\\.", -1);
    String changed = forge.token("acme", "*:*", clock.instant()).text().split("\\.", -1)[1];
    attacks.add(
        new Attack("changed", call, bearer(parts[0] + "." + changed + "." + parts[2]), 401));
  }

  private void addUntimely(List<Attack> attacks, Call call, Token good) {
    long second = clock.instant().getEpochSecond();
    attacks.add(unbelieved("expired", call, good.claim("exp", second - 60)));
    attacks.add(unbelieved("without an end", call, good.claim("exp", null)));
    attacks.add(unbelieved("not yet valid", call, good.claim("nbf", second + 600)));
    attacks.add(unbelieved("for ever", call, good.claim("exp", second + 1_000_000_000)));
    attacks.add(unbelieved("nobody's", call, good.claim("sub", null)));
    attacks.add(unbelieved("the system's", call, good.claim("tenant", "_system")));
  }

  private void addPowerless(List<Attack> attacks, Call call, Token good) {
    attacks.add(forbidden("another tenant's", call, good.claim("tenant", "globex")));
    attacks.add(
        forbidden(
            "another tenant's, who may do all",
            call,
            good.claim("tenant", "globex").claim("scope", "*:* operator:*")));
    attacks.add(
        forbidden(
            "no tenant's", call, good.claim("tenant", null).claim("scope", "*:* operator:*")));
    attacks.add(forbidden("without a scope", call, good.claim("scope", null)));
    attacks.add(forbidden("with another scope", call, good.claim("scope", "account:dance x:*")));
    attacks.add(
        forbidden(
            "with a scope that is nearly it",
            call,
            good.claim("scope", call.scope() + "s *:" + call.scope().split(":", 2)[1])));
    attacks.add(forbidden("an operator's", call, good.claim("scope", "operator:*")));
  }
}
