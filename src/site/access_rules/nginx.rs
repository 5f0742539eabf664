//! The rules for nginx.
//!
//! `if` is worked off before `auth_request` (phases of nginx: rewrite, access, precontent, content), so a reader is compared only in a named location that `try_files`
//! leads to after the provider has answered. A `map` compares its entries without regard to case; the entry that was found is therefore compared again, as written.

use super::{AccessRules, IDENTITY_HEADERS, PLAIN_PATH, TREE_OF_PATH};

pub(super) fn text(rules: &AccessRules) -> String {
    // nginx wants room in its table: some twice as many places as entries, in buckets that hold the longest; said before the first map.
    let places = (rules.pairs().count() * 2).max(2048).next_power_of_two();
    let mut text = format!("{HEAD}map_hash_max_size {places};\nmap_hash_bucket_size 1024;\n\n");
    text.push_str(&format!(
        "map $request_uri $preread_plain {{\n    default 0;\n    \"~^{PLAIN_PATH}(\\?.*)?$\" 1;\n}}\n\n"
    ));
    text.push_str(&format!(
        "map $uri $preread_tree {{\n    default \"\";\n    \"~^/{TREE_OF_PATH}\" $1;\n}}\n\n"
    ));
    let claimed: String = IDENTITY_HEADERS.iter().map(|name| variable(name)).collect();
    text.push_str(&format!(
        "# What a client says of itself.\nmap \"{claimed}\" $preread_claimed {{\n    default 1;\n    \"\" 0;\n}}\n\n"
    ));
    text.push_str(&entries(rules));
    text.push_str(SERVER);
    let cleared: String = IDENTITY_HEADERS
        .iter()
        .map(|name| format!("        proxy_set_header {name} \"\";\n"))
        .collect();
    text.replace("@CLEARED@", &cleared)
}

/// The variable that holds a request's header.
fn variable(header: &str) -> String {
    format!("${{http_{}}}", header.to_ascii_lowercase().replace('-', "_"))
}

fn entries(rules: &AccessRules) -> String {
    let lines: String = rules
        .pairs()
        .map(|(tree, reader)| format!("    \"{tree} {reader}\" \"{tree} {reader}\";\n"))
        .collect();
    format!(
        "# Tree and reader, as written here.\nmap \"$preread_tree $preread_reader\" $preread_entry {{\n    default \"\";\n{lines}}}\n\n\
         map \"$preread_entry|$preread_tree $preread_reader\" $preread_allowed {{\n    default 0;\n    \"~^([^|]+)\\|\\1$\" 1;\n}}\n"
    )
}

const HEAD: &str = "\
# Who may read which tree. Written by preread with each build: change the records, not this file.
#
# Include it in the http block, beside
#     upstream preread_provider { server 127.0.0.1:4180; }
# which is oauth2-proxy or another that answers /oauth2/auth with 2xx and the reader's address in X-Auth-Request-Email.
# listen, server_name, certificates and root stand in preread-server.conf, in nginx's own folder. The root is the site's folder.
# A location that is added there is not guarded by this file.

";

const SERVER: &str = r#"
server {
    include preread-server.conf;

    autoindex off;
    underscores_in_headers off;
    ignore_invalid_headers on;
    absolute_redirect off;
    add_header Cache-Control "private, no-store" always;
    add_header X-Content-Type-Options nosniff always;
    add_header Referrer-Policy no-referrer always;
    add_header X-Robots-Tag noindex always;
    add_header Content-Security-Policy "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self' data:; script-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'" always;
    error_page 401 =403 @preread_refused;

    set $preread_reader "";
    if ($preread_plain = 0) {
        return 404;
    }
    if ($preread_claimed) {
        return 403;
    }

    location / {
        auth_request /_preread/auth;
        auth_request_set $preread_reader $upstream_http_x_auth_request_email;
        # No file of a site begins with a dot, so this leads on, after the provider has answered.
        try_files /.none @preread_tree;
    }

    location @preread_tree {
        if ($preread_allowed = 0) {
            return 403;
        }
        limit_except GET {
            deny all;
        }
        disable_symlinks on from=$document_root;
        try_files $uri ${uri}index.html =404;
    }

    location @preread_refused {
        return 403;
    }

    location = /_preread/auth {
        internal;
        proxy_pass http://preread_provider/oauth2/auth;
        proxy_pass_request_body off;
        proxy_set_header Content-Length "";
        proxy_set_header Host $host;
        proxy_set_header X-Original-URI $request_uri;
@CLEARED@    }
}
"#;
