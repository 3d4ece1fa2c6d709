package dev.stayer.model;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Hosts that are reached without a proxy: names with all below them, addresses, networks such as {@code 10.0.0.0/8}, each with
 * or without a port, or {@code *} for all. This machine itself always is. Immutable.
 */
record NoProxy(List<String> entries) {
    static NoProxy of(@Nullable String variable) {
        List<String> entries = new ArrayList<>();
        if (variable != null) {
            for (String entry : variable.split("[,\\s]+")) {
                if (!entry.isBlank()) {
                    entries.add(entry.strip().toLowerCase(Locale.ROOT));
                }
            }
        }
        return new NoProxy(List.copyOf(entries));
    }

    boolean holds(String named, int port) {
        String host = bare(named.toLowerCase(Locale.ROOT));
        byte[] address = literal(host);
        if (host.equals("localhost") || host.endsWith(".localhost") || (address != null && isThisMachine(address))) {
            return true;
        }
        return entries.stream().anyMatch(entry -> holds(entry, host, address, port));
    }

    private static boolean holds(String entry, String host, byte @Nullable [] address, int port) {
        if (entry.equals("*")) {
            return true;
        }
        String name = entry;
        int colon = entry.lastIndexOf(':');
        boolean hasPort = colon > 0 && (entry.indexOf(':') == colon || entry.charAt(colon - 1) == ']');
        if (hasPort && entry.substring(colon + 1).matches("\\d{1,5}")) {
            if (Integer.parseInt(entry.substring(colon + 1)) != port) {
                return false;
            }
            name = entry.substring(0, colon);
        }
        name = bare(name);
        if (address != null) {
            return isIn(address, name);
        }
        String suffix = name.startsWith("*.") ? name.substring(1) : name.startsWith(".") ? name : "." + name;
        return host.endsWith(suffix) || host.equals(suffix.substring(1));
    }

    private static String bare(String name) {
        String open = name.startsWith("[") && name.endsWith("]") ? name.substring(1, name.length() - 1) : name;
        return open.endsWith(".") && open.length() > 1 ? open.substring(0, open.length() - 1) : open;
    }

    private static boolean isIn(byte[] address, String network) {
        int slash = network.indexOf('/');
        byte[] base = literal(slash < 0 ? network : network.substring(0, slash));
        if (base == null || base.length != address.length) {
            return false;
        }
        String length = slash < 0 ? String.valueOf(base.length * 8) : network.substring(slash + 1);
        if (!length.matches("\\d{1,3}") || Integer.parseInt(length) > base.length * 8) {
            return false;
        }
        int bits = Integer.parseInt(length);
        for (int bit = 0; bit < bits; bit++) {
            int mask = 0x80 >> (bit % 8);
            if ((base[bit / 8] & mask) != (address[bit / 8] & mask)) {
                return false;
            }
        }
        return true;
    }

    /** The bytes of an address in digits; null for a name, which is not looked up. */
    private static byte @Nullable [] literal(String host) {
        if (!host.matches("\\d{1,3}(\\.\\d{1,3}){3}") && !host.matches("[0-9a-f:.]*:[0-9a-f:.]*")) {
            return null;
        }
        try {
            return InetAddress.getByName(host).getAddress();
        } catch (UnknownHostException e) {
            // Digits that are no address.
            return null;
        }
    }

    private static boolean isThisMachine(byte[] address) {
        try {
            return InetAddress.getByAddress(address).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
