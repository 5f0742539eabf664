//! The rules for Caddy: a snippet that a site of a Caddyfile imports.
//!
//! Caddy's `path` matcher takes no regard of case, so paths are compared by regular expressions, and the raw one before anything is decoded.

use super::{AccessRules, IDENTITY_HEADERS, PLAIN_PATH, TREE_OF_PATH};

pub(super) fn text(rules: &AccessRules) -> String {
    let lines: String = rules
        .pairs()
        .map(|(tree, reader)| format!("\t\t\t\"{tree} {reader}\" yes\n"))
        .collect();
    let claimed: String = IDENTITY_HEADERS
        .iter()
        .enumerate()
        .map(|(at, name)| {
            format!("\t\t@preread_claimed{at} header {name} *\n\t\terror @preread_claimed{at} 403\n\t\trequest_header -{name}\n")
        })
        .collect();
    SNIPPET
        .replace("@PLAIN@", PLAIN_PATH)
        .replace("@TREE@", TREE_OF_PATH)
        .replace("@CLAIMED@", &claimed)
        .replace("@ENTRIES@", &lines)
}

const SNIPPET: &str = r#"# Who may read which tree. Written by preread with each build: change the records, not this file.
#
# In the server's own Caddyfile:
#     import /srv/reviews/access/Caddyfile
#     reviews.example.com {
#         root * /srv/reviews/site
#         import preread 127.0.0.1:4180
#     }
# The address is that of oauth2-proxy or another that answers /oauth2/auth with 2xx and the reader's address in X-Auth-Request-Email.

(preread) {
	header {
		Cache-Control "private, no-store"
		X-Content-Type-Options nosniff
		Referrer-Policy no-referrer
		X-Robots-Tag noindex
		Content-Security-Policy "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self' data:; script-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
	}
	route {
		@preread_strange expression `!{http.request.orig_uri}.matches("^@PLAIN@([?].*)?$")`
		error @preread_strange 404
		@preread_method not method GET HEAD
		error @preread_method 403

		# What a client says of itself is refused, and cleared before the provider is asked.
@CLAIMED@
		forward_auth {args.0} {
			uri /oauth2/auth
			copy_headers X-Auth-Request-Email
			@preread_unknown status 401
			handle_response @preread_unknown {
				error 403
			}
		}

		@preread_nowhere not path_regexp tree ^/@TREE@
		error @preread_nowhere 403
		map "{http.regexp.tree.1} {http.request.header.X-Auth-Request-Email}" {preread_allowed} {
@ENTRIES@			default no
		}
		@preread_refused not vars {preread_allowed} yes
		error @preread_refused 403
		file_server {
			index index.html
		}
	}
}
"#;
