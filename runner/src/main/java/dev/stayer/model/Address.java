package dev.stayer.model;

import java.net.URI;

/** Addresses of providers as people paste them, and as they can be shown. */
final class Address {
    private Address() {}

    /**
     * Where requests go: a base as it stands in documentation, or the whole address of the endpoint, with or without a
     * query such as {@code ?api-version=…}, which stays behind the path.
     *
     * @param version stands between a bare host and the endpoint
     * @param endpoint the last part of the path
     * @param needsVersion the version is put in after any path that does not end with it
     */
    static URI of(URI base, String version, String endpoint, boolean needsVersion) {
        String path = base.getRawPath() == null ? "" : base.getRawPath().replaceAll("/+$", "");
        if (!path.endsWith(endpoint)) {
            boolean bare = path.isEmpty();
            path = path + (bare || (needsVersion && !path.endsWith(version)) ? version : "") + endpoint;
        }
        String query = base.getRawQuery() == null ? "" : "?" + base.getRawQuery();
        return URI.create(base.getScheme() + "://" + base.getRawAuthority() + path + query);
    }

    /** For people and logs: no names, passwords or values of a query but a version. */
    static String shown(URI address) {
        String query = address.getRawQuery();
        StringBuilder all = new StringBuilder();
        if (address.getScheme() != null) {
            all.append(address.getScheme()).append("://");
        }
        String authority = address.getRawAuthority() == null ? "" : address.getRawAuthority();
        all.append(authority.substring(authority.lastIndexOf('@') + 1));
        all.append(address.getRawPath() == null ? "" : address.getRawPath());
        if (query != null) {
            String separator = "?";
            for (String part : query.split("&")) {
                boolean open = part.startsWith("api-version=");
                all.append(separator).append(open ? part : part.replaceAll("=.*", "=…"));
                separator = "&";
            }
        }
        return all.toString();
    }

    static String shown(String address) {
        try {
            return shown(URI.create(address));
        } catch (IllegalArgumentException e) {
            // Whatever it is, it may hold a secret.
            return "another address";
        }
    }
}
