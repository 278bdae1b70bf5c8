import { on } from "hookonce";

/** Paid orders by id, and what they brought in. In memory: a real shop has a database. */
export const shop = { orders: {}, revenue: 0 };

/** Runs once for each event. */
export const handle = on({
  "checkout.session.completed": (event) => {
    const { id, amount_total: amount } = event.payload.data.object;
    shop.orders[id] = amount;
    shop.revenue += amount;
    console.log(`${id} is paid: ${amount / 100}`);
  },
  default: (event) => console.log(`not used: ${event.type}`),
});
